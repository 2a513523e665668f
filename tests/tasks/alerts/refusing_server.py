"""A mail server that takes mails for nobody, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


class _Refusing(StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"220 refusing")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"QUIT":
                self._say(b"221 bye")
                return
            self._say(b"550 nobody here" if command == b"RCPT" else b"250 fine")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def refusing_server() -> Iterator[int]:
    """The port at which it listens, within."""
    with ThreadingTCPServer(("127.0.0.1", 0), _Refusing) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
