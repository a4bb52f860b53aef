"""A proxy that leads nowhere and remembers who was asked for."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from typing import Self

REFUSAL = b"HTTP/1.1 502 No way out\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Note the address in the request line, and refuse."""
        assert isinstance(self.server, Trap)
        with contextlib.suppress(OSError):
            words = self.rfile.readline(4096).decode("latin-1").split()
            method, target = (*words, "", "")[:2]
            self.server.caught.append(f"https://{target}" if method == "CONNECT" else target)
            self.wfile.write(REFUSAL)


class Trap(socketserver.ThreadingTCPServer):
    """Listen on a free port of 127.0.0.1 until `close`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        """Start to listen."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port: int = self.server_address[1]
        self.caught: list[str] = []
        """Addresses asked for, in order; of a secure one only its host and port."""
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Return the trap, which listens already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self.close()

    def close(self) -> None:
        """Stop listening and free the port."""
        self.shutdown()
        self._thread.join()
        self.server_close()
