"""Faults that a person or a test switches on: which, where, how often. Deterministic by seed."""

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong. The comments say what the caller sees."""

    THROTTLED = "throttled"  # HTTP 200, top-level THROTTLED, nothing done
    TOO_MANY_REQUESTS = "too_many_requests"  # HTTP 429 with Retry-After, nothing done
    SERVER_ERROR = "server_error"  # HTTP 500/502/503/504 and an HTML page
    INTERNAL_ERROR = "internal_error"  # HTTP 200, top-level INTERNAL_SERVER_ERROR
    RESET = "reset"  # the connection is reset before the work
    ANSWER_LOST = "answer_lost"  # the work is done, then the connection closes
    SLOW = "slow"  # the answer comes late
    USER_ERRORS = "user_errors"  # the mutation answers userErrors and does nothing
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - HTTP 401, the access tokens are dead
    UNINSTALLED = "uninstalled"  # HTTP 401, the merchant has removed the app
    DOWN = "down"  # every request of the store is refused until the fault is cleared
    ID_TOKEN_SILENT = "id_token_silent"  # noqa: S105 - App Bridge waits for a token for ever
    ID_TOKEN_REFUSED = "id_token_refused"  # noqa: S105 - App Bridge's idToken rejects
    ID_TOKEN_EXPIRED = "id_token_expired"  # noqa: S105 - its minute is over
    ID_TOKEN_FOREIGN = "id_token_foreign"  # noqa: S105 - it was minted for another app
    WEBHOOK_DROPPED = "webhook_dropped"
    WEBHOOK_DELAYED = "webhook_delayed"
    WEBHOOK_REPEATED = "webhook_repeated"
    WEBHOOK_REORDERED = "webhook_reordered"


EVERYWHERE = "*"
TOKEN_ENDPOINT = "access_token"  # noqa: S105 - the operation name of the token endpoint
FILE_DOWNLOAD = "file"  # the operation name of fetching a result; answer_lost cuts it half way
FILE_UPLOAD = "upload"  # the operation name of leaving a file at its staged place
DOCUMENT_LOAD = "document"  # the operation name of the ID token in the address of a frame
APP_BRIDGE = "id_token"  # the operation name of an ID token that App Bridge asks for
BY_NAME_ONLY = frozenset({TOKEN_ENDPOINT, FILE_DOWNLOAD, FILE_UPLOAD})
WEBHOOK_KINDS = frozenset(kind for kind in FaultKind if kind.startswith("webhook_"))
ID_TOKEN_KINDS = frozenset(kind for kind in FaultKind if kind.startswith("id_token_"))
CALL_KINDS = (
    frozenset(FaultKind) - WEBHOOK_KINDS - ID_TOKEN_KINDS - {FaultKind.SLOW, FaultKind.DOWN}
)


@dataclass(frozen=True)
class FaultDetails:
    """How exactly it goes wrong; each kind reads what concerns it.

    `seconds`: how late (slow, webhook_delayed) or Retry-After (too_many_requests).
    `status`: of server_error and down; answer_lost answers it instead of closing.
    `after_work`: server_error and internal_error come after the work was done.
    `times`: how many copies webhook_repeated sends, all at once.
    `refresh_too`: token_revoked ends the refresh token as well.
    `field`, `message`, `code`: of the user error; no code where the type has none.
    """

    seconds: float = 2.0
    status: int | None = None
    after_work: bool = False
    times: int = 2
    refresh_too: bool = False
    field: list[str] | None = None
    message: str = "The simulator was told to refuse this."
    code: str | None = None


@dataclass
class Fault:
    """One fault that is switched on. `count` None means without end."""

    id: int
    kind: FaultKind
    shop: str = EVERYWHERE
    operation: str = EVERYWHERE
    count: int | None = None
    probability: float = 1.0
    details: FaultDetails = field(default_factory=FaultDetails)
    struck: int = 0
    chance: random.Random = field(default_factory=random.Random, repr=False)

    def concerns(self, shop: str, operations: Collection[str]) -> bool:
        """Whether it lies on this store and one of these operations.

        `*` is every operation but the token endpoint and files, which have to be named.
        """
        here = self.shop in (EVERYWHERE, shop)
        anything = self.operation == EVERYWHERE and BY_NAME_ONLY.isdisjoint(operations)
        return here and (anything or self.operation in operations)

    def strikes(self) -> bool:
        """Decide on one occasion, by count and then by chance, and remember it."""
        if self.count is not None and self.struck >= self.count:
            return False
        if self.chance.random() >= self.probability:
            return False
        self.struck += 1
        return True


class FaultBook:
    """The faults that are switched on, in the order in which they were."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._next_id = 1
        self._faults: list[Fault] = []

    def add(
        self,
        kind: FaultKind,
        *,
        shop: str = EVERYWHERE,
        operation: str = EVERYWHERE,
        count: int | None = None,
        probability: float = 1.0,
        seed: int | None = None,
        details: FaultDetails | None = None,
    ) -> Fault:
        """Switch a fault on.

        `operation` is a root field, a webhook topic, `access_token`, `file`, `document`,
        `id_token` or `*`.

        `*` means every GraphQL call, topic or ID token; only `down` covers the token endpoint too.
        """
        chance = random.Random(f"{self._seed if seed is None else seed}/{self._next_id}")
        fault = Fault(self._next_id, kind, shop, operation, count, probability, chance=chance)
        fault.details = details or FaultDetails()
        self._next_id += 1
        self._faults.append(fault)
        return fault

    def listed(self) -> list[Fault]:
        """Every fault, spent ones too, until it is cleared."""
        return list(self._faults)

    def clear(self, *, fault_id: int | None = None, shop: str | None = None) -> int:
        """Switch off one fault, those of one store, or all; how many that were."""
        doomed = [
            fault
            for fault in self._faults
            if fault_id in (None, fault.id) and shop in (None, fault.shop)
        ]
        self._faults = [fault for fault in self._faults if fault not in doomed]
        return len(doomed)

    def forget(self) -> None:
        """No fault was ever switched on; the next ones strike as the first ones did."""
        self._faults.clear()
        self._next_id = 1

    def strike(
        self, shop: str, operations: Collection[str], kinds: Collection[FaultKind]
    ) -> Fault | None:
        """The first fault of these kinds that strikes here and now, if any."""
        for fault in self._faults:
            if fault.kind in kinds and fault.concerns(shop, operations) and fault.strikes():
                return fault
        return None
