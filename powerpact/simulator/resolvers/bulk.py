"""Bulk operations and the uploads that feed them."""

from typing import Any
from uuid import uuid4

from powerpact.simulator.bulk.operations import cancel, start_mutation, start_query
from powerpact.simulator.refusals import refuse
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation, query
from powerpact.simulator.search import matching
from powerpact.simulator.searchables import BULK_SEARCH
from powerpact.simulator.store.bulk import BulkOperation


@query("bulkOperation")
def bulk_operation(arguments: Arguments, context: Context) -> BulkOperation | None:
    return context.shop.bulk_operations.get(arguments["id"])


@query("bulkOperations")
def bulk_operations(arguments: Arguments, context: Context) -> Page:
    held = context.shop.bulk_operations.values()
    found = matching(BULK_SEARCH, held, arguments, context, "bulkOperations")
    return page(found, arguments, context, lambda operation: operation.created_at)


@query("currentBulkOperation")
def current_bulk_operation(arguments: Arguments, context: Context) -> BulkOperation | None:
    held = context.shop.bulk_operations.values()
    return next((o for o in reversed(held) if o.type == arguments["type"]), None)


@mutation("bulkOperationRunQuery")
def run_query(arguments: Arguments, context: Context) -> Payload:
    grouped = arguments["groupObjects"]
    return {"bulkOperation": start_query(context, arguments["query"], grouped=grouped)}


@mutation("bulkOperationRunMutation")
def run_mutation(arguments: Arguments, context: Context) -> Payload:
    operation = start_mutation(
        context,
        arguments["mutation"],
        arguments["stagedUploadPath"],
        arguments.get("clientIdentifier"),
    )
    return {"bulkOperation": operation}


@mutation("bulkOperationCancel")
def bulk_cancel(arguments: Arguments, context: Context) -> Payload:
    operation = context.shop.bulk_operations.get(arguments["id"])
    if operation is None:
        raise refuse(["id"], "Bulk operation does not exist")
    cancel(context.shop, operation)
    return {"bulkOperation": operation}


@mutation("stagedUploadsCreate")
def staged_uploads_create(arguments: Arguments, context: Context) -> Payload:
    return {"stagedTargets": [staged_target(entry, context) for entry in arguments["input"]]}


def staged_target(entry: Arguments, context: Context) -> dict[str, Any]:
    """Where to POST one file. Its `key` names it afterwards (platform facts 3.3)."""
    shop = context.shop
    url = f"{shop.world.base_url}/_uploads/{shop.domain}"
    key = f"tmp/{shop.id}/bulk/{uuid4()}/{entry['filename']}"
    parameters = {
        "Content-Type": entry["mimeType"],
        "success_action_status": "201",
        "acl": "private",
        "key": key,
        # What Google's storage asks for; nobody checks it here.
        "x-goog-date": f"{shop.world.now():%Y%m%dT%H%M%SZ}",
        "x-goog-credential": "simulator",
        "x-goog-algorithm": "GOOG4-RSA-SHA256",
        "x-goog-signature": "0",
        "policy": "0",
    }
    listed = [{"name": name, "value": value} for name, value in parameters.items()]
    return {"url": url, "resourceUrl": url, "parameters": listed}
