"""What can go wrong at a store, as the simulator's page offers it."""

from dataclasses import dataclass, field

from powerpact.simulator.control_client import Json, SimulatorClient


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the simulator in plain words; ``details`` are those of `add_fault`."""

    name: str
    words: str
    kind: str
    details: Json = field(default_factory=dict)

    def is_behind(self, fault: Json) -> bool:
        """Whether this fault of the simulator's list is this trouble."""
        wanted = {"kind": self.kind, **self.details}
        return all(fault[name] == value for name, value in wanted.items())


ORDERS = {"operation": "orderCreate"}
TROUBLES = (
    Trouble("down", "is down: every call is refused", "down"),
    Trouble("slow", "is slow: each answer takes five seconds", "slow", {"seconds": 5.0}),
    Trouble("busy", "is busy: Shopify wants us to wait", "too_many_requests", {"seconds": 5.0}),
    Trouble(
        "refuses",
        "refuses orders",
        "user_errors",
        {**ORDERS, "field": ["order"], "message": "This store takes no orders.", "code": "INVALID"},
    ),
    Trouble(
        "out-of-stock",
        "is out of stock",
        "user_errors",
        {
            **ORDERS,
            "field": ["order", "lineItems", "0"],
            "message": "Unable to claim the inventory of this line item",
            "code": "INVENTORY_CLAIM_FAILED",
        },
    ),
    Trouble("silent", "takes orders, but its answers get lost", "answer_lost", ORDERS),
)
BY_NAME = {trouble.name: trouble for trouble in TROUBLES}


def troubles_of(shop: str, faults: list[Json]) -> list[str]:
    """What is wrong at a store now, in words."""
    return [_in_words(fault) for fault in faults if fault["shop"] in (shop, "*")]


def bring(simulator: SimulatorClient, shop: str, trouble: Trouble) -> None:
    """Let it go wrong at a store from now on; asked for twice, it goes wrong once."""
    known = (fault for fault in simulator.faults() if fault["shop"] == shop)
    if not any(map(trouble.is_behind, known)):
        simulator.add_fault(trouble.kind, shop=shop, **trouble.details)


def _in_words(fault: Json) -> str:
    for trouble in TROUBLES:
        if trouble.is_behind(fault):
            return trouble.words
    return str(fault["kind"]).replace("_", " ")
