"""A static host on loopback that behaves like GitHub Pages: gzip, ETag, ten minutes of cache.

It counts what it sends, and it can be told to fail.
"""

from __future__ import annotations

import contextlib
import fnmatch
import gzip
import hashlib
import http.server
import mimetypes
import threading
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
ZIPPED = (".css", ".html", ".js", ".json", ".md", ".mjs", ".svg", ".txt", ".wasm", ".xml")
"""What the host sends gzipped. Archives go as they are."""

Fault = Literal["missing", "cut", "short", "garbled", "hang"]
"""How a path fails.

missing: 404. cut: the connection breaks in the middle. short: half the bytes, as if they were all.
garbled: the right number of wrong bytes. hang: no answer until the fault is lifted.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One answer of the host."""

    path: str
    """The request's path, query included."""
    status: int
    bytes: int
    """Bytes of the body as they went over the wire."""


@lru_cache(maxsize=512)
def _body(path: Path, _changed: int) -> tuple[bytes, bytes, str]:
    """Return a file's bytes, the bytes to send to who accepts gzip, and its ETag."""
    data = path.read_bytes()
    zipped = gzip.compress(data, 6, mtime=0) if path.suffix in ZIPPED else data
    return data, zipped, f'"{hashlib.sha256(data).hexdigest()[:16]}"'


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def host(self) -> Host:
        """The server, by its own type."""
        assert isinstance(self.server, Host)
        return self.server

    def do_GET(self) -> None:
        """Answer with the file, as the host's faults allow."""
        path = unquote(urlsplit(self.path).path)
        fault = self.host.fault_of(path)
        if fault == "hang":
            self.host.lifted.wait()
        file = None if fault == "missing" else self.host.file_of(path)
        if file is None and self.host.file_of(path + "/") is not None:
            self._answer(301, b"", {"Location": urlsplit(self.path).path + "/"})
        elif file is None:
            self._answer(404, self.host.missing_page(path), {"Content-Type": TYPES[".html"]})
        else:
            self._send(file, fault)

    do_HEAD = do_GET  # noqa: N815 - the name is the standard library's

    def _send(self, file: Path, fault: Fault | None) -> None:
        data, zipped, tag = _body(file, file.stat().st_mtime_ns)
        headers = {
            "Access-Control-Allow-Origin": "*",  # as Pages does
            "Cache-Control": "max-age=600",
            "Content-Type": TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            "Vary": "Accept-Encoding",
        }
        if fault in ("short", "garbled"):
            damaged = data[: len(data) // 2] if fault == "short" else bytes(byte ^ 0x5A for byte in data)
            self._answer(200, damaged, {**headers, "Cache-Control": "no-store"})
            return
        headers["ETag"] = tag
        if self.headers.get("If-None-Match") == tag:
            self._answer(304, b"", headers)
            return
        if zipped is not data and "gzip" in self.headers.get("Accept-Encoding", ""):
            data, headers["Content-Encoding"] = zipped, "gzip"
        self._answer(200, data, headers, cut=fault == "cut")

    def _answer(self, status: int, body: bytes, headers: dict[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        if self.command == "HEAD":
            body = b""
        sent = body[: len(body) // 2] if cut else body
        self.host.note(Sent(path=self.path, status=status, bytes=len(sent)))
        self.close_connection = self.close_connection or cut
        with contextlib.suppress(ConnectionError):  # the browser may have closed its tab
            self.end_headers()
            self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Stay quiet: `Host.sent` is the log."""


class Host(http.server.ThreadingHTTPServer):
    """Serve folders on a free port of 127.0.0.1, until `close`. A folder may be filled after the start."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, root: Path, prefix: str = "/") -> None:
        """Start to serve.

        Args:
            root: folder to serve; `mounts` takes more.
            prefix: path under which it appears, with a slash on either end.
        """
        super().__init__(("127.0.0.1", 0), _Handler)
        self.root = root
        self.mounts = {prefix: root}
        """Folder by the prefix of the paths under which it is served."""
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.url = self.origin + prefix
        self.lifted = threading.Event()
        self._lock = threading.Lock()
        self._sent: list[Sent] = []
        self._faults: dict[str, Fault] = {}
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Return the host, which serves already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.close()

    def close(self) -> None:
        """Stop serving and free the port."""
        self.lifted.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no error of the host."""

    def file_of(self, path: str) -> Path | None:
        """Return the file behind a request's path, or None."""
        if ".." in path.split("/"):
            return None
        for prefix, root in self.mounts.items():
            file = root / path.removeprefix(prefix) / ("index.html" if path.endswith("/") else "")
            if path.startswith(prefix) and file.is_file():
                return file
        return None

    def missing_page(self, path: str) -> bytes:
        """Return the 404 page of the folder that a path would be in."""
        pages = (root / "404.html" for prefix, root in self.mounts.items() if path.startswith(prefix))
        return next((page.read_bytes() for page in pages if page.is_file()), b"not found")

    def note(self, sent: Sent) -> None:
        """Keep one answer in the log."""
        with self._lock:
            self._sent.append(sent)

    @property
    def sent(self) -> tuple[Sent, ...]:
        """Every answer since the start or the last `forget`, in order."""
        with self._lock:
            return tuple(self._sent)

    def forget(self) -> None:
        """Empty the log."""
        with self._lock:
            self._sent.clear()

    def bytes_sent(self, pattern: str = "*") -> int:
        """Return the bytes of all answers whose path matches a shell pattern."""
        return sum(sent.bytes for sent in self.sent if fnmatch.fnmatch(sent.path, pattern))

    def counts(self) -> Counter[str]:
        """Return how often each path was asked for."""
        return Counter(sent.path for sent in self.sent)

    def fault_of(self, path: str) -> Fault | None:
        """Return how this path fails at the moment, or None."""
        with self._lock:
            return next((fault for pattern, fault in self._faults.items() if fnmatch.fnmatch(path, pattern)), None)

    @contextlib.contextmanager
    def failing(self, pattern: str, fault: Fault) -> Iterator[None]:
        """Let the paths that match a shell pattern fail inside the `with` block."""
        with self._lock:
            self.lifted.clear()
            self._faults[pattern] = fault
        try:
            yield
        finally:
            with self._lock:
                del self._faults[pattern]
                self.lifted.set()
