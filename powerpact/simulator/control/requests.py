"""The bodies of control requests about stores, faults, time and webhooks."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from powerpact.simulator.faults import EVERYWHERE, FaultKind
from powerpact.simulator.gates import ShopState
from powerpact.simulator.house import USUAL_SCOPES


class Asked(BaseModel):
    """A body in which an unknown name is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Options(Asked):
    """A store's behaviour, each left as it is when not given. Seconds are the simulator's.

    An `order_limit_per_minute` of 0 lifts the limit; an empty `bulk_error` is none.
    """

    custom_id_repeat: Literal["refuse", "accept"] | None = None
    order_limit_per_minute: int | None = Field(default=None, ge=0)
    search_lag_seconds: float | None = Field(default=None, ge=0)
    bulk_seconds: float | None = Field(default=None, ge=0)
    job_seconds: float | None = Field(default=None, ge=0)
    shows_customers: bool | None = None
    bulk_error: Literal["", "ACCESS_DENIED", "INTERNAL_SERVER_ERROR", "TIMEOUT"] | None = None
    bulk_lines: list[str] | None = None
    bulk_bytes_lost: int | None = Field(default=None, ge=0)


class NewStore(Asked):
    """A store to open. The app is installed in it unless `installed` says otherwise."""

    domain: str = Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9\-]*\.myshopify\.com$")
    name: str
    currency: str = Field(default="GBP", pattern="^[A-Z]{3}$")
    country: str = Field(default="GB", pattern="^[A-Z]{2}$")
    timezone_name: str = "Europe/London"
    plan: Literal["standard", "development", "advanced", "plus"] = "standard"
    options: Options = Options()
    installed: bool = True
    scopes: list[str] = list(USUAL_SCOPES)


class Scopes(Asked):
    """Scopes that the merchant grants."""

    scopes: list[str] = list(USUAL_SCOPES)


class StateChange(Asked):
    """Whether Shopify lets anybody into the store."""

    state: ShopState


class RateChange(Asked):
    """A plan, or figures of one's own: points held and points that come back each second."""

    plan: Literal["standard", "development", "advanced", "plus"] | None = None
    maximum: float | None = Field(default=None, gt=0)
    restore_rate: float | None = Field(default=None, gt=0)


class Revocation(Asked):
    """Which tokens die: access tokens only, or the refresh token as well."""

    refresh_too: bool = False


class AppAddress(Asked):
    """Where the app is: the page that admin frames. Paths of the app begin there."""

    app_url: str = Field(pattern=r"^https?://[^?#]+$")


class TokenRules(Asked):
    """Whether a new access token ends the earlier ones at once (platform facts 1.4)."""

    revokes_earlier: bool


class SessionTokenWish(Asked):
    """An ID token for one user. `lifetime` in real seconds; negative: expired already."""

    user_id: int = 1
    lifetime: float = 60


class NewFault(Asked):
    """A fault to switch on; see FaultKind and FaultDetails for what each name means."""

    kind: FaultKind
    shop: str = EVERYWHERE
    operation: str = EVERYWHERE
    count: int | None = Field(default=None, ge=1)
    probability: float = Field(default=1.0, ge=0, le=1)
    seed: int | None = None
    seconds: float = Field(default=2.0, ge=0)
    status: int | None = Field(default=None, ge=400, le=599)
    after_work: bool = False
    times: int = Field(default=2, ge=2)
    refresh_too: bool = False
    field: list[str] | None = None
    message: str = "The simulator was told to refuse this."
    code: str | None = None


class ClockChange(Asked):
    """Hurry the clock, or move it forward by so many seconds."""

    speed: float | None = Field(default=None, gt=0)
    advance: float | None = Field(default=None, ge=0)


class Redelivery(Asked):
    """Send one webhook again, so many copies at once, all with its own webhook id."""

    webhook_id: str
    times: int = Field(default=1, ge=1, le=1000)


class AppSubscriptionWish(Asked):
    """One [[webhooks.subscriptions]] table of the app's toml file."""

    topics: list[str]
    uri: str
    include_fields: list[str] = []
    filter: str | None = None


class AppSubscriptions(Asked):
    """All of them: what was declared before is replaced, as a deploy does."""

    subscriptions: list[AppSubscriptionWish]


class PrivacyWish(Asked):
    """A compliance webhook, which Shopify sends whether the app is installed or not."""

    topic: Literal["customers/data_request", "customers/redact", "shop/redact"]
    email: str = ""


class Announcement(Asked):
    """A webhook with a payload of one's own, such as a compliance topic."""

    topic: str
    payload: Any
