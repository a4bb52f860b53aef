"""The test host behaves like the real one, and fails when told to."""

from __future__ import annotations

import gzip
import http.client
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = b"a page\n" * 500


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    (tmp_path / "index.html").write_bytes(TEXT)
    (tmp_path / "library.zip").write_bytes(TEXT)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "index.html").write_bytes(TEXT)
    with Host(tmp_path, "/sub/") as running:
        yield running


def get(host: Host, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", host.server_address[1], timeout=5)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def test_text_is_gzipped_and_archives_are_not(host: Host) -> None:
    status, headers, body = get(host, "/sub/", accept_encoding="gzip, br")
    assert (status, headers["Content-Encoding"], headers["Cache-Control"]) == (200, "gzip", "max-age=600")
    assert gzip.decompress(body) == TEXT
    assert host.bytes_sent() == len(body) < len(TEXT)
    _, headers, body = get(host, "/sub/library.zip", accept_encoding="gzip")
    assert "Content-Encoding" not in headers
    assert body == TEXT


def test_an_unchanged_file_is_not_sent_again(host: Host) -> None:
    _, headers, _ = get(host, "/sub/")
    host.forget()
    assert get(host, "/sub/", if_none_match=headers["ETag"])[::2] == (304, b"")
    assert host.bytes_sent() == 0


@pytest.mark.parametrize(("path", "status"), [("/sub/deep", 301), ("/sub/none", 404), ("/", 404), ("/sub/../x", 404)])
def test_what_is_not_there(host: Host, path: str, status: int) -> None:
    assert get(host, path)[0] == status


def test_faults(host: Host) -> None:
    with host.failing("*.zip", "missing"):
        assert get(host, "/sub/library.zip")[0] == 404
    with host.failing("*.zip", "short"):
        assert get(host, "/sub/library.zip")[2] == TEXT[: len(TEXT) // 2]
    with host.failing("*.zip", "garbled"):
        body = get(host, "/sub/library.zip")[2]
        assert len(body) == len(TEXT)
        assert body != TEXT
    with host.failing("*.zip", "cut"), pytest.raises(http.client.IncompleteRead):
        get(host, "/sub/library.zip")
    assert get(host, "/sub/library.zip")[2] == TEXT


def test_a_hanging_path_answers_once_the_fault_is_lifted(host: Host) -> None:
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(get(host, "/sub/library.zip")[0]))
    with host.failing("*.zip", "hang"):
        asking.start()
        asking.join(timeout=0.2)
        assert answers == []
    asking.join()
    assert answers == [200]
