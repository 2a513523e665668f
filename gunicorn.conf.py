"""How gunicorn serves PowerPact; it finds this file by itself. Ports are given by --bind."""

# ruff: noqa: E402 - patched before anything else is imported: what is imported earlier keeps the
# sockets and locks that block a whole process (psycopg looks when it is imported, for one).
from gevent import monkey

monkey.patch_all()

import gc
import os
from pathlib import Path
from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker

# Seconds that one request may take, its body included: a sender that trickles is cut off. Well
# above the slowest page, below what hosts' proxies allow.
REQUEST_SECONDS = float(os.environ.get("WEB_REQUEST_SECONDS", "30"))


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn is not typed
    """A greenlet per connection, each request within its time.

    gunicorn's own `timeout` ends a process that is stuck, never a request that waits.
    """

    def handle_request(self, *request: Any) -> None:
        """Answer one request, or close its connection when its time is over."""
        with gevent.Timeout(REQUEST_SECONDS):
            super().handle_request(*request)


# A request waits for PostgreSQL most of its time, and a waiting greenlet costs some kilobytes. Two
# processes took in 835, 3,250 and 4,240 webhooks a second over 1, 16 and 64 connections; with
# gthread and 64 threads each 766, 1,500 and 1,860.
worker_class = Worker
# One for each core of the machine this was measured on. Each holds its own database connections.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Loaded once and shared by the processes until they write to it; each is at 60 MB under load (PSS).
# The factory opens no connection and starts no thread, so that a fork takes none along.
preload_app = True


def when_ready(_server: Any) -> None:
    """Before the first fork: what is loaded by now stays. Looking whether it could go stopped a
    page for a tenth of a second, and would end the sharing."""
    gc.collect()
    gc.freeze()


# Connections that one process serves at once; more wait in the backlog of the socket. The inbox
# refuses a delivery when 512 wait to be written.
worker_connections = 1000
backlog = 2048

# Seconds. A process that does not answer gunicorn is stuck and is replaced.
timeout = 30
# Requests under way may end when a process is replaced; hosts kill after 30 seconds.
graceful_timeout = 20
# A connection may stay idle this long; a request's line and headers must be there in the same
# time. Above the proxy's usual reuse, so that it does not write into a connection that we close.
keepalive = 65

# A process is replaced after this many requests, so that a slow leak never grows old; not all
# at the same time.
max_requests = 200_000
max_requests_jitter = 50_000

# Shopify sends some twenty short headers; browsers send more, and cookies.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# The heartbeat is a file that is touched each second: in memory, or a busy disk stops it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Its one fixed place is fought for by two servers on one machine, and nobody uses it.
control_socket_disable = True
