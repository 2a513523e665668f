"""Bulk operations."""

from typing import Any

from tests.simulator.contract.replay import Recording, scenario


@scenario("bulk-operations/bulk-operation-run-mutation-created-status.2026-04.a")
def mutation_that_succeeds(r: Recording) -> None:
    upload(r, "setup", "stagedUpload", content=r.at("setup", "uploadContent"))
    r.step("success", "run")
    r.step("success", "currentAfterRun")
    r.bench.pass_time(r.bench.shop.options.bulk_seconds)
    r.step("success", "statusPolls", 1)
    r.step("success", "downstreamRead")
    r.step("missingUpload", "stagedUpload")
    r.step("missingUpload", "run")


@scenario("bulk-operations/bulk-operation-run-mutation-user-errors.2026-04.a")
def mutations_that_are_refused(r: Recording) -> None:
    r.step("setup", "stagedUploadTarget")
    for case in ("noSuchFile", "invalidMutationSyntax", "disallowedRoot"):
        r.step("validations", case)


@scenario("bulk-operations/bulk-operation-run-query-concurrency-limit.2026-04.a")
def a_sixth_query_at_once(r: Recording) -> None:
    for number in range(5):
        r.step("successfulRuns", number)
    r.step("sixthRun")
    for number in range(5):
        r.step("cancelAttempts", number)


@scenario("bulk-operations/bulk-operation-run-query-user-error-codes.2026-04.a")
def queries_that_are_refused(r: Recording) -> None:
    r.step("validations", "noConnectionWithCode")
    r.step("validations", "emptyQuery")


def upload(r: Recording, *path: str, content: str) -> None:
    """Ask where to upload and leave the recorded file there, under the key we were given."""
    recorded = r.at(*path)["response"]["data"]["stagedUploadsCreate"]["stagedTargets"][0]
    ours = r.step(*path)["data"]["stagedUploadsCreate"]["stagedTargets"][0]
    r.same(key_of(recorded), key_of(ours))
    r.bench.shop.staged_uploads[key_of(ours)] = content.encode()


def key_of(target: dict[str, Any]) -> str:
    return str(next(p["value"] for p in target["parameters"] if p["name"] == "key"))
