"""What came in, what people did and what ran: webhooks, audit events, runs and their failures."""

from json import dumps
from random import Random

from benchmarks.console.copying import NULL, Copies
from benchmarks.console.marketplace import BUBBLY, PICKS, YEAR, Marketplace, domain, store_id
from powerpact.shopify.topics import queue_of

TABLES = {
    "webhook_event": "id delivery_id event_id topic queue shop_domain api_version triggered_at "
    "body state reason tries received_at next_try_at finished_at",
    "audit_event": "id at source actor action subject_type subject_id before after",
    "sync_run": "id kind store_id state total done failed message progress started_at finished_at "
    "created_at updated_at",
    "run_failure": "run_id subject_type subject_id what",
}
# Who does most, and who hardly anything.
RULE, BOSS = "auto-approve", "boss@powerpact.test"
NOTE = "kept as it came, " * 30
PRODUCT_TOPICS = ("products/update",) * 17 + ("products/create", "products/delete", "orders/create")
DEEDS = (
    (("order_sync", "retry", "failed", "pending"), 500),
    (("product_map", "approve", "proposed", "approved"), 400),
    (("order_sync", "hold", "pending", "held"), 60),
    (("product_map", "reject", "proposed", "rejected"), 35),
    (("store", "set_terms", "0.1", "0.15"), 5),
)
# What a bulk action keeps: the deed, the rows and who asked (services/bulk/start.py).
BULK_RETRY = dumps(
    {
        "deed": "order_sync.retry",
        "selection": {"filters": {"state": "failed"}, "search": ""},
        "given": {},
        "actor": {"name": BOSS, "source": "console", "address": ""},
        "after": 1,
        "last": 1,
    }
)
KINDS = ("catalogue_changes",) * 12 + ("bulk_listing",) * 5 + ("catalogue_import", "bulk_action")


def add_events(rows: Copies, market: Marketplace) -> None:
    """The inbox: of five deliveries two are Bubbly's orders, three the partners' products."""
    chance = Random(17)  # noqa: S311 - the same inbox each time
    for place in range(market.events):
        topic = "orders/paid" if place % 5 < 2 else chance.choice(PRODUCT_TOPICS)
        rows.add("webhook_event", *_event(market, place, topic))


def _event(market: Marketplace, place: int, topic: str) -> tuple[object, ...]:
    key, moment = place + 1, market.at(market.second(place, market.events))
    shop = BUBBLY if topic == "orders/paid" else domain(market.partner_picks[place % PICKS])
    state = "received" if place > market.events - 30 else "parked" if place % 211 == 0 else "done"
    body = f'{{"id":{key},"admin_graphql_api_id":"gid://shopify/Order/{key}","note":"{NOTE}"}}'
    return (
        *(key, f"delivery-{key}", f"event-{key}", topic, queue_of(topic), shop, "2026-10"),
        *("2026-01-01T00:00:00Z", body, state),
        *("Its product is not known." if state == "parked" else "", 1, moment, moment),
        moment if state == "done" else NULL,
    )


def add_audits(rows: Copies, market: Marketplace) -> None:
    """What people and rules did."""
    chance = Random(19)  # noqa: S311 - the same deeds each time
    deeds, weights = [deed for deed, _ in DEEDS], [weight for _, weight in DEEDS]
    rows_of = {"order_sync": market.parts, "product_map": market.products, "store": market.partners}
    for place in range(market.audits):
        ((subject, action, before, after),) = chance.choices(deeds, weights)
        source = "rule" if place % 3 == 0 else "command_line" if place % 997 == 1 else "console"
        actor = RULE if source == "rule" else f"staff-{place % 12}@powerpact.test"
        if place % 1999 == 1:
            actor = BOSS
        moment = market.at(market.second(place, market.audits))
        key = 1 + chance.randrange(rows_of[subject])
        change = (f'{{"state":"{before}"}}', f'{{"state":"{after}"}}')
        rows.add("audit_event", place + 1, moment, source, actor, action, subject, key, *change)


def add_runs(rows: Copies, market: Marketplace) -> None:
    """Runs, long finished; the newest of them has by far the most failures."""
    for place in range(market.runs):
        failures = market.parts // 200 if place == market.runs - 1 else 5 if place % 2 else 0
        rows.add("sync_run", *_run(market, place, failures))
        for failure in range(failures):
            product = 1 + failure % market.products
            rows.add("run_failure", place + 1, "product_map", product, "It was rejected meanwhile.")


def _run(market: Marketplace, place: int, failures: int) -> tuple[object, ...]:
    kind, partner = KINDS[place % len(KINDS)], market.partner_picks[place % PICKS]
    state = "failed" if place % 40 == 0 else "stopped" if place % 401 == 1 else "finished"
    second = min(market.second(place, market.runs), YEAR - 120)
    began, ended = market.at(second), market.at(second + 60)
    return (
        *(place + 1, kind, NULL if kind == "bulk_action" else store_id(partner), state),
        *(failures + 100, 100, failures, "100 products read"),
        BULK_RETRY if kind == "bulk_action" else "{}",
        *(began, ended, began, ended),
    )
