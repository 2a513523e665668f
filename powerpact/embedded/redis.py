"""One Redis server on a free port of the loopback interface, for one run."""

import secrets
import socket
import subprocess
import time

import redis

from powerpact.embedded.children import start_child, stop_child
from powerpact.embedded.errors import ServiceError, last_lines
from powerpact.embedded.places import Place
from powerpact.embedded.programs import redis_program

READY_WITHIN = 30.0  # seconds
TRIES = 5  # another process may take the free port before Redis does
CONFIGURATION = """
bind 127.0.0.1
port {port}
requirepass {password}
databases 64
save ""
appendonly no
"""


def start_redis(place: Place) -> tuple[subprocess.Popen[bytes], str]:
    """Serve an empty Redis that keeps nothing on disk; return the process and its URL.

    A port is open to every user of the machine, hence the password. Celery and redis-py write
    Unix sockets in two different ways, hence the port.
    """
    for _ in range(TRIES):
        server, url = _serve(place, _free_port(), secrets.token_urlsafe(24))
        if _answers(server, url):
            return server, url
        stop_child(server)
    raise ServiceError(f"Redis did not start:\n{last_lines(place.log('redis'))}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(place: Place, port: int, password: str) -> tuple[subprocess.Popen[bytes], str]:
    server = start_child(
        [redis_program(), "-"],  # its configuration comes on stdin: a password is no argument
        log=place.log("redis"),
        stdin=subprocess.PIPE,
    )
    settings = CONFIGURATION.format(port=port, password=password)
    if server.stdin is not None:
        server.stdin.write(settings.encode())
        server.stdin.close()
    return server, f"redis://:{password}@127.0.0.1:{port}/0"


def _answers(server: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    with redis.Redis.from_url(url) as client:
        while server.poll() is None and time.monotonic() < deadline:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                time.sleep(0.02)
    return False
