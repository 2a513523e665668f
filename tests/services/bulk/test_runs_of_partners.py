"""Runs that a partner begins: so many at once that it keeps nobody else waiting (I7)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import SyncRun
from powerpact.services.bulk.start import MOST_OPEN, start_bulk_action
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.offering import withdraw
from powerpact.services.selections.table import Selection
from tests.factories import PartnerStoreFactory, ProductMapFactory
from tests.services.arriving import OWNER


def begin(store_id: int, once: str) -> int:
    chosen = Selection({"partner": str(store_id)})
    return start_bulk_action(
        withdraw, chosen, OWNER, title="Withdraw", once=once, store_id=store_id
    )


def test_a_partner_has_a_few_runs_under_way_and_no_more(session: Session) -> None:
    kiln, fern = PartnerStoreFactory().id, PartnerStoreFactory().id
    ProductMapFactory()
    begun = [begin(kiln, f"form {each}") for each in range(MOST_OPEN)]

    with pytest.raises(Refused, match="wait for one to end"):
        begin(kiln, "one more")

    assert begin(kiln, "form 0") == begun[0], "a form that is sent twice asks once"
    begin(fern, "form 0")
    assert session.scalar(select(func.count()).select_from(SyncRun)) == MOST_OPEN + 1
    list(work_bulk_actions())
    assert begin(kiln, "one more") not in begun
