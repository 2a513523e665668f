"""A whole catalogue by a bulk operation."""

import pytest

from powerpact.errors import NotFound, RateLimited, Rejected
from powerpact.shopify.bulk import BulkOperation, read_operation, start_export
from powerpact.shopify.operations import operation
from tests.shopify.scripted import ScriptedStore, data, refused

GID = "gid://shopify/BulkOperation/1"
URL = "https://storage.example.com/result?signature=secret"


def test_the_catalogue_document_is_what_the_operation_runs() -> None:
    started = {"bulkOperation": {"id": GID}, "userErrors": []}
    store = ScriptedStore(data(bulkOperationRunQuery=started))
    assert start_export(store.call) == GID
    assert store.variables() == {"query": operation("catalogue_export").document}


def test_a_store_that_runs_enough_operations_is_asked_again_later() -> None:
    body = refused("bulkOperationRunQuery", "Limit of 5 reached", "OPERATION_IN_PROGRESS")
    with pytest.raises(RateLimited):
        start_export(ScriptedStore(body).call)


def test_any_other_refusal_is_final() -> None:
    with pytest.raises(Rejected):
        start_export(ScriptedStore(refused("bulkOperationRunQuery", "No", "INVALID")).call)


def test_an_operation_says_how_far_it_is() -> None:
    body = {
        "id": GID,
        "status": "COMPLETED",
        "errorCode": None,
        "objectCount": "12345678901",
        "url": URL,
        "partialDataUrl": None,
    }
    found = read_operation(ScriptedStore(data(bulkOperation=body)).call, GID)
    assert found == BulkOperation(GID, "COMPLETED", None, URL, None, 12345678901)
    assert (found.completed, found.running) == (True, False)
    assert "secret" not in repr(found)


def test_an_operation_that_the_store_does_not_know_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_operation(ScriptedStore(data(bulkOperation=None)).call, GID)
