"""A stand-in for the Messages API on loopback, and a proxy that lets nothing out; both record what they are asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import Message

USAGE = {
    "input_tokens": 1_200,
    "cache_creation_input_tokens": 30_000,
    "cache_read_input_tokens": 50_000,
    "cache_creation": {"ephemeral_5m_input_tokens": 30_000, "ephemeral_1h_input_tokens": 0},
    "service_tier": "standard",
}
"""What every answer says it used, but for its output."""
OUTPUT_TOKENS = 421
TEXT = "Yes."
DELEGATE = "Have an agent say yes"
"""A prompt that is answered with the wish to start a sub-agent."""
MOVE = "Go down a folder"
"""A prompt that is answered with the wish to run `cd`."""
TOOLS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    DELEGATE: ("Agent", {"description": "Say yes", "prompt": "Say yes", "subagent_type": "general-purpose"}),
    MOVE: ("Bash", {"command": "cd down", "description": "Go down"}),
}
"""The tool that an answer asks for, and what it is given, by the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a message."""

    api_key: str | None
    """Header `x-api-key`."""
    bearer: str | None
    """Header `authorization`, without the word Bearer."""
    model: str
    ttl: str | None
    """How long the cache is asked to live; None where nothing is to be cached."""


class Api:
    """The stand-in: answers every message with "Yes.", or with the wish for a tool; refuses every other host.

    Attributes:
        asked: The requests for messages, in order.
        refused: Hosts that something tried to reach through the proxy.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.refused: list[str] = []
        self._server = _Server(self)

    @property
    def url(self) -> str:
        """Address of both."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Start to serve."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: Api) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api = api

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: a program that ends cuts its connections."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""

    def do_CONNECT(self) -> None:
        self.server.api.refused.append(self.path)
        self._send(403, "text/plain", b"nothing leaves this machine")

    def do_HEAD(self) -> None:
        self._send(200, "text/plain", b"")

    def do_GET(self) -> None:
        self._send(404, "application/json", b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.partition("?")[0] != "/v1/messages":
            self._send(404, "application/json", b"{}")
            return
        request = json.loads(body)
        asked = self.server.api.asked
        asked.append(_asked(self.headers, request))
        number = len(asked)
        if request.get("stream"):
            self._send(200, "text/event-stream", b"".join(_events(request, number)), number)
        else:
            answer = {**_message(request, number), "usage": {**USAGE, "output_tokens": OUTPUT_TOKENS}}
            self._send(200, "application/json", json.dumps(answer).encode(), number)

    def _send(self, status: int, kind: str, body: bytes, number: int = 0) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if number:
            self.send_header("request-id", f"req_{number:024}")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _asked(headers: Message, request: dict[str, Any]) -> Asked:
    authorization = headers.get("authorization")
    return Asked(
        api_key=headers.get("x-api-key"),
        bearer=authorization.removeprefix("Bearer ") if authorization else None,
        model=request["model"],
        ttl=next((mark.get("ttl", "5m") for mark in _marks(request)), None),
    )


def _marks(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every cache mark in a request."""
    if isinstance(part, dict):
        if isinstance(part.get("cache_control"), dict):
            yield part["cache_control"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _marks(inner)


def _message(request: dict[str, Any], number: int) -> dict[str, Any]:
    block = _block(request, number)
    return {
        "id": f"msg_{number:024}",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": [block],
        "stop_reason": "tool_use" if block["type"] == "tool_use" else "end_turn",
        "stop_sequence": None,
    }


def _block(request: dict[str, Any], number: int) -> dict[str, Any]:
    """Return what is answered: "Yes.", but where the last prompt wants a tool, the wish for that."""
    last = [message["content"] for message in request["messages"] if message["role"] == "user"][-1]
    results = [part for part in last if isinstance(part, dict) and part["type"] == "tool_result"]
    wanted = next((tool for prompt, tool in TOOLS.items() if prompt in json.dumps(last)), None)
    if wanted is None or results:
        return {"type": "text", "text": TEXT}
    name, given = wanted
    return {"type": "tool_use", "id": f"toolu_{number:024}", "name": name, "input": given}


def _events(request: dict[str, Any], number: int) -> Iterator[bytes]:
    """Yield a streamed answer as the API sends it: usage at the start, the final output count at the end."""
    whole = _message(request, number)
    start = {**whole, "content": [], "stop_reason": None, "usage": {**USAGE, "output_tokens": 2}}
    (block,) = whole["content"]
    empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": TEXT}
    if block["type"] == "tool_use":
        empty, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
    end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    for event in (
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "ping"},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": end, "usage": {**USAGE, "output_tokens": OUTPUT_TOKENS}},
        {"type": "message_stop"},
    ):
        yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
