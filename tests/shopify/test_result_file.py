"""The result of a bulk operation is fetched, whatever becomes of the connection."""

import socket
from pathlib import Path

import pytest

from powerpact.errors import NotFound, PowerPactError, Rejected, Unavailable
from powerpact.shopify.result_file import download
from tests.shopify.scripted import Fault, HttpAnswer, ScriptedStore, hang_up

SIGNED = "/result?signature=secret"
WHOLE = b"0123456789" * 20_000
ARRIVED = 2 * 64 * 1024  # whole pieces of what was sent before the connection broke
ETAG = {"ETag": '"one"'}


def fetched(store: ScriptedStore, folder: Path) -> bytes:
    file = folder / "export.jsonl"
    assert download(store.http, store.base_url + SIGNED, file) == file.stat().st_size
    return file.read_bytes()


def cut(etag: str, sent: int = 150_000) -> Fault:
    """The file begins and the connection breaks."""

    def answer(connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(WHOLE)}\r\n{etag}\r\n"
        connection.sendall(head.encode() + WHOLE[:sent])

    return answer


def rest(start: int) -> HttpAnswer:
    """What a server that knows ranges answers."""
    told = {"Content-Range": f"bytes {start}-{len(WHOLE) - 1}/{len(WHOLE)}", **ETAG}
    return HttpAnswer(206, content=WHOLE[start:], headers=told)


def test_a_result_is_streamed_into_a_file(tmp_path: Path) -> None:
    assert fetched(ScriptedStore(HttpAnswer(200, content=WHOLE)), tmp_path) == WHOLE


def test_a_broken_download_goes_on_where_it_was(tmp_path: Path) -> None:
    store = ScriptedStore(cut('ETag: "one"\r\n'), rest(ARRIVED))
    assert fetched(store, tmp_path) == WHOLE
    asked = store.headers[1]
    assert (asked["Range"], asked["If-Range"]) == (f"bytes={ARRIVED}-", '"one"')


def test_a_server_that_has_another_file_by_now_sends_all_of_it(tmp_path: Path) -> None:
    other = HttpAnswer(200, content=b"another file", headers={"ETag": '"two"'})
    assert fetched(ScriptedStore(cut('ETag: "one"\r\n'), other), tmp_path) == b"another file"


def test_another_part_than_was_asked_for_is_not_taken(tmp_path: Path) -> None:
    again = HttpAnswer(200, content=WHOLE, headers=ETAG)
    store = ScriptedStore(cut('ETag: "one"\r\n'), rest(900), again)
    assert fetched(store, tmp_path) == WHOLE
    assert store.headers[2]["Range"] is None


@pytest.mark.parametrize("etag", ["", 'ETag: W/"weak"\r\n'])
def test_a_server_that_cannot_send_parts_is_asked_again_later(etag: str, tmp_path: Path) -> None:
    store = ScriptedStore(cut(etag))
    with pytest.raises(Unavailable):
        fetched(store, tmp_path)
    assert len(store.sent) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (HttpAnswer(404), NotFound),
        (HttpAnswer(403), NotFound),
        (HttpAnswer(503), Unavailable),
        (HttpAnswer(302), Unavailable),
        (hang_up, Unavailable),
    ],
)
def test_a_result_that_cannot_be_read_is_gone_or_to_be_tried_again(
    answer: HttpAnswer | Fault, error: type[PowerPactError], tmp_path: Path
) -> None:
    with pytest.raises(error) as raised:
        fetched(ScriptedStore(answer), tmp_path)
    assert "secret" not in str(raised.value)


def test_a_result_without_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="no address"):
        download(ScriptedStore().http, "no-address", tmp_path / "export.jsonl")


def test_a_full_disk_is_told_in_words() -> None:
    store = ScriptedStore(HttpAnswer(200, content=WHOLE))
    with pytest.raises(Unavailable, match="disk does not take the result: No space left"):
        download(store.http, store.base_url + SIGNED, Path("/dev/full"))


def test_whoever_downloads_is_asked_meanwhile_whether_to_go_on(tmp_path: Path) -> None:
    def stop() -> None:
        raise InterruptedError("the run is another worker's")

    store = ScriptedStore(HttpAnswer(200, content=WHOLE))
    with pytest.raises(PowerPactError):
        download(store.http, store.base_url + SIGNED, tmp_path / "export.jsonl", stop)
