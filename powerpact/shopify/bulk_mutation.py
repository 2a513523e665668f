"""One mutation run for every line of a file of variables (facts 3.3).

Stage a place, upload the file, start; then read the operation as any other bulk operation. Shopify
counts no points for the lines, works through them on its own time and answers with a file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from urllib3 import PoolManager

from powerpact.errors import (
    Malformed,
    PowerPactError,
    RateLimited,
    Rejected,
    Unavailable,
)
from powerpact.shopify.call import Answer, Call
from powerpact.shopify.connections import post
from powerpact.shopify.failures import top_level_failure
from powerpact.shopify.operations import operation
from powerpact.shopify.parsing.reader import Reader, parse_json
from powerpact.shopify.payloads import checked, made

# The policy of a staged place takes 104,857,600 bytes (bulk-operation-run-mutation-created-status).
LARGEST_FILE_BYTES = 100_000_000
_MIME_TYPE = "text/jsonl"
_WAIT_FOR_A_PLACE = 30.0
_NO_PLACE = frozenset({"OPERATION_IN_PROGRESS", "LIMIT_REACHED"})
_FILE_UNREAD = frozenset({"NO_SUCH_FILE", "INTERNAL_FILE_SERVER_ERROR"})
# Five run at once (facts 3.2), so one that was started a while ago is still among these.
_LOOK_BACK = 50
_CHUNK = 1 << 16


class FileUnread(Unavailable):
    """Shopify does not find or cannot read the uploaded file: nothing has run, upload it again."""


@dataclass(frozen=True, slots=True)
class StagedPlace:
    """Where one file may be left. The parameters are signed and secret, and go in this order."""

    url: str = field(repr=False)
    parameters: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def path(self) -> str:
        """What the file is called afterwards."""
        return dict(self.parameters)["key"]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What became of one line. ``number`` counts from 0; None when the line cannot be read.

    Exactly one of ``answer`` and ``failure`` is there.
    """

    number: int | None
    answer: Answer | None
    failure: PowerPactError | None


def stage(call: Call, filename: str) -> StagedPlace:
    """A place for one file of variables."""
    wish = {
        "resource": "BULK_MUTATION_VARIABLES",
        "httpMethod": "POST",
        "mimeType": _MIME_TYPE,
        "filename": filename,
    }
    payload = checked(call("staged_upload", {"input": [wish]}), "stagedUploadsCreate")
    for target in payload.children("stagedTargets"):
        given = [(each.text("name"), each.text("value")) for each in target.children("parameters")]
        if "key" in dict(given):
            return StagedPlace(target.text("url"), tuple(given))
    raise Unavailable("Shopify gave no place to upload to")


def upload(http: PoolManager, place: StagedPlace, file: Path) -> None:
    """Leave the file at its place: all parameters in order, the file last; streamed.

    Raises ``Unavailable`` when it did not arrive, ``Rejected`` when it is not taken (403 for a
    place whose signature has expired, 413 for a file that is too large).
    """
    boundary = uuid4().hex
    head, tail = _around(place, file.name, boundary)
    size = len(head) + file.stat().st_size + len(tail)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={boundary}",
        "Content-Length": str(size),
    }
    body = _body(head, file, tail)
    status = post(http, place.url, body, is_mutation=False, headers=headers).status
    if status in {408, 429} or status >= 500:
        raise Unavailable(f"the file with the listings could not be uploaded ({status})")
    if not 200 <= status < 300:
        raise Rejected(f"Shopify's storage refused the file with the listings ({status})")


def marked(name: str, mark: str) -> str:
    """The mutation in ``operations/<name>.graphql`` under a name of its own.

    A bulk operation shows its document, so one whose start got no answer is found by its mark
    (letters and digits).
    """
    return re.sub(r"^(\s*mutation \w+)", rf"\g<1>_{mark}", operation(name).document, count=1)


def start_mutation(call: Call, document: str, path: str) -> str:
    """Run the mutation for each line of the file; the gid of the bulk operation.

    Raises ``RateLimited`` when the store already runs as many as it may, ``FileUnread`` when the
    file has to be uploaded again.
    """
    answer = call("bulk_mutation_start", {"mutation": document, "path": path})
    try:
        payload = checked(answer, "bulkOperationRunMutation")
    except Rejected as rejected:
        if rejected.code in _NO_PLACE:
            raise RateLimited(str(rejected), _WAIT_FOR_A_PLACE) from rejected
        if rejected.code in _FILE_UNREAD:
            raise FileUnread(str(rejected)) from rejected
        raise
    return made(payload, "bulkOperation").gid("id")


def find_started(call: Call, mark: str) -> str | None:
    """The bulk operation whose mutation bears the mark; None when none was started."""
    answer = Reader(call("bulk_mutations", {"first": _LOOK_BACK}).data, "bulk_mutations")
    for found in answer.child("bulkOperations").children("nodes"):
        if f"_{mark}" in found.text_or_blank("query"):
            return found.gid("id")
    return None


def read_results(lines: Iterable[str]) -> Iterator[ResultLine]:
    """Each line of the result; one that is cut or makes no sense has no number.

    That an operation is completed does not mean that its lines worked.
    """
    for line in lines:
        if line.strip():
            yield _result(line)


def _result(line: str) -> ResultLine:
    try:
        body = parse_json(line)
        number = Reader(body, "line").integer("__lineNumber")
    except Malformed as problem:
        return ResultLine(None, None, problem)
    content = body if isinstance(body, dict) else {}
    failure = top_level_failure(content, is_mutation=True)
    return ResultLine(number, None if failure else Answer(content["data"]), failure)


def _around(place: StagedPlace, filename: str, boundary: str) -> tuple[bytes, bytes]:
    """What stands before and after the file in the form."""
    fields = [_field(boundary, f'name="{name}"', value) for name, value in place.parameters]
    described = f'name="file"; filename="{filename}"\r\nContent-Type: {_MIME_TYPE}'
    opening = _field(boundary, described, "").removesuffix("\r\n")
    return ("".join(fields) + opening).encode(), f"\r\n--{boundary}--\r\n".encode()


def _field(boundary: str, described: str, value: str) -> str:
    return f"--{boundary}\r\nContent-Disposition: form-data; {described}\r\n\r\n{value}\r\n"


def _body(head: bytes, file: Path, tail: bytes) -> Iterator[bytes]:
    yield head
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            yield chunk
    yield tail
