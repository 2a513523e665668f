"""Many products of one partner in the dashboard."""

from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from powerpact.extensions import db
from powerpact.services.bulk.start import MOST_OPEN
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import BubblyStoreFactory, PartnerStoreFactory

MANY = text(
    """
    INSERT INTO product_map (partner_id, partner_product_id, partner_ref, curation, sync, title,
                             handle, status, partner_updated_at)
    SELECT :partner, 'gid://p/' || n, 'ref/' || n, 'proposed', 'never', 'Bowl', 'bowl', 'ACTIVE',
           now()
    FROM generate_series(1, 3000) AS n
    """
)


def test_words_are_found_along_their_index_however_many_products_there_are(
    session: Session, frame_of: OpenFrame
) -> None:
    BubblyStoreFactory()
    kiln = PartnerStoreFactory()
    session.execute(MANY, {"partner": kiln.id})
    session.execute(text("ANALYZE product_map"))
    session.commit()
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, params: Any, *_rest: Any) -> None:
        if "tsquery" in statement and not statement.startswith("EXPLAIN"):
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", params)
            plans.append("\n".join(row[0] for row in plan))

    event.listen(db.engine, "before_cursor_execute", explain)
    try:
        frame_of(kiln).get("products/?search=seldom")
    finally:
        event.remove(db.engine, "before_cursor_execute", explain)

    assert plans
    assert all("ix_product_map_title" in plan for plan in plans)


def test_who_begins_too_many_runs_at_once_is_told_so(frame: Frame) -> None:
    asked = {"all": "yes", "confirmed": "yes"}
    answers = [frame.post("products/act/withdraw/", asked) for _ in range(MOST_OPEN + 1)]

    assert all("/runs/details/" in answer.location for answer in answers[:-1])
    assert "wait for one to end" in frame.get(answers[-1].location).text
