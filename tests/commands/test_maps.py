"""``powerpact maps``."""

from click.testing import Result
from flask import Flask

from powerpact.commands.maps import maps
from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import NotFound
from tests.factories import PartnerStoreFactory, ProductMapFactory

PROPOSED = {"curation": Curation.PROPOSED, "sync": SyncState.NEVER, "bubbly_product_id": None}


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(maps, arguments)


def test_list_is_narrowed_by_partner_and_curation(app: Flask) -> None:
    with app.app_context():
        fern = PartnerStoreFactory(code="fern")
        ProductMapFactory(partner=fern, title="Fern pot", **PROPOSED)
        ProductMapFactory(partner=fern, title="Fern vase")
        ProductMapFactory(title="Candle", **PROPOSED)

    told = _run(app, "list", "--partner", "fern", "--curation", "proposed").output

    assert told.endswith("Fern pot  proposed, never\n")
    assert told.count("\n") == 1


def test_all_that_a_partner_proposed_are_approved_at_once(app: Flask) -> None:
    with app.app_context():
        fern = PartnerStoreFactory(code="fern")
        for _ in range(2):
            ProductMapFactory(partner=fern, **PROPOSED)
        ProductMapFactory(**PROPOSED)

    assert _run(app, "approve", "--all-of", "fern").output == "2 products approved.\n"
    assert _run(app, "approve", "--all-of", "fern").output == "0 products approved.\n"


def test_product_in_another_state_is_left_with_a_reason(app: Flask) -> None:
    with app.app_context():
        map_id = str(ProductMapFactory(**PROPOSED).id)

    told = _run(app, "pause", map_id).output

    assert told.startswith("0 products paused.\n")
    assert f"Product map {map_id} was left: " in told


def test_ids_or_a_partner_must_be_named_and_not_both(app: Flask) -> None:
    assert _run(app, "approve").exit_code == 2
    assert _run(app, "approve", "1", "--all-of", "fern").exit_code == 2


def test_partner_that_is_not_there_is_told(app: Flask) -> None:
    assert isinstance(_run(app, "list", "--partner", "nobody").exception, NotFound)
    assert isinstance(_run(app, "reject", "--all-of", "nobody").exception, NotFound)
