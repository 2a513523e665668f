"""Settings: built once from the environment, all faults reported together, no secret shown."""

import logging
import re
from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from powerpact.errors import SettingsError


class Environment(StrEnum):
    """Where this process runs; decides defaults such as log format, never business rules."""

    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"
    STAGING = "staging"
    PRODUCTION = "production"


# Where the partners' dashboard is. It is framed, knows no cookies, and has errors of its own.
DASHBOARD_PATH = "/app"


def is_dashboard(path: str) -> bool:
    """Whether a request's path belongs to the dashboard."""
    return path == DASHBOARD_PATH or path.startswith(f"{DASHBOARD_PATH}/")


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Everything that differs between machines. ``.env.example`` explains each one.

    Durations are in seconds.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    environment: Environment = Environment.DEVELOPMENT
    database_url: SecretStr
    redis_url: SecretStr
    secret_key: SecretStr = Field(min_length=16)
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(min_length=1)
    app_url: AnyHttpUrl
    log_level: str = "INFO"

    shopify_client_id: str = Field(min_length=1)
    shopify_client_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = Field(min_length=1)
    shopify_base_url: str = "https://{shop}"
    shopify_connect_timeout: Seconds = 3.0
    shopify_read_timeout: Seconds = 25.0
    # Where merchants open the app, and where App Bridge and Polaris come from.
    shopify_admin_url: AnyHttpUrl = AnyHttpUrl("https://admin.shopify.com")
    shopify_scripts_url: AnyHttpUrl = AnyHttpUrl("https://cdn.shopify.com/shopifycloud")
    # Where the simulator is told what to do, for its page in the console.
    simulator_url: AnyHttpUrl | None = None

    # A session of the console ends when nobody uses it, and at the latest when the day is over.
    session_idle_seconds: Seconds = 2 * 3600.0
    session_longest_seconds: Seconds = 12 * 3600.0
    # Where mails go: a mail server, or a folder on this machine.
    mail_url: SecretStr = SecretStr("file:.powerpact/mails")
    mail_from: str = "PowerPact <no-reply@localhost>"

    # The longest a worker may hold a row before the sweeper takes it for dead.
    lease_seconds: Seconds = 180.0
    sweep_seconds: Seconds = 5.0
    retry_first_seconds: Seconds = 10.0
    retry_cap_seconds: Seconds = 3600.0
    retry_limit: int = Field(default=20, ge=1)
    # After an unclear answer: how long until we look, and how long we look before sending again
    # (platform facts 4.3, step 5).
    unclear_look_seconds: Seconds = 60.0
    unclear_resend_seconds: Seconds = 900.0
    bulk_poll_seconds: Seconds = 5.0
    # A store's allowance restores about ten orders a second (facts 6), a busier plan's more, and an
    # answer takes a third of a second; its budget holds back what is too much. Twenty are what the
    # answers of ten busy stores need to keep a worker busy, and no store takes all hands (I7).
    in_flight_per_store: int = Field(default=20, ge=1)
    # How many parts one process pushes side by side.
    pushes_at_once: int = Field(default=200, ge=1)
    # Connections to Redis for the stores' budgets, in one process: each is held for less than a
    # millisecond, and Redis does one thing at a time anyway.
    budget_connections: int = Field(default=16, ge=1)
    # How many products one process lists at Bubbly side by side.
    listings_at_once: int = Field(default=16, ge=1)
    # How many webhooks that wait for a store one process works on side by side.
    refreshes_at_once: int = Field(default=8, ge=1)
    # In days. Shopify hands out orders for 60 days (facts 4.4): within them anything can be redone.
    retention_days: int = Field(default=60, ge=1)

    @field_validator("encryption_keys", "shopify_client_secrets", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _postgresql_only(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        for prefix in ("postgres://", "postgresql://"):  # what hosts hand out
            if text.startswith(prefix):
                text = "postgresql+psycopg://" + text.removeprefix(prefix)
        if not text.startswith("postgresql+psycopg://"):
            raise ValueError("must be a postgresql:// address; no other database is supported")
        return SecretStr(text)

    @field_validator("redis_url")
    @classmethod
    def _redis_only(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(("redis://", "rediss://", "redis+socket://")):
            raise ValueError("must be a redis://, rediss:// or redis+socket:// address")
        return value

    @field_validator("mail_url")
    @classmethod
    def _a_mail_server(cls, value: SecretStr) -> SecretStr:
        place = urlsplit(value.get_secret_value())
        is_server = place.scheme in ("smtp", "smtps") and place.hostname
        if not is_server and not (place.scheme == "file" and place.path):
            raise ValueError("must be smtp://host:587, smtps://host:465 or file:folder")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _fernet_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for place, key in enumerate(value, start=1):
            try:
                Fernet(key.get_secret_value())
            except ValueError:
                raise ValueError(
                    f"key {place} is not a Fernet key; make one with `powerpact keys new`"
                ) from None
        return value

    @field_validator("shopify_base_url")
    @classmethod
    def _names_the_shop(cls, value: str) -> str:
        safe = re.match(r"https://|http://127\.0\.0\.1[:/]", value)
        # Nothing but {shop} is filled in, and it is filled in with format().
        if not safe or "{shop}" not in value or set("{}") & set(value.replace("{shop}", "")):
            raise ValueError("must be https and hold {shop}, such as https://{shop}")
        return value.rstrip("/")

    @field_validator("log_level")
    @classmethod
    def _a_level(cls, value: str) -> str:
        if value.upper() not in logging.getLevelNamesMapping():
            raise ValueError("must be a level such as DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _lease_outlives_a_push(self) -> Self:
        # A push looks up (two reads) and sends once; were the lease shorter, a second worker
        # could start on a row whose first worker is still waiting for Shopify (I1).
        longest = 4 * (self.shopify_connect_timeout + self.shopify_read_timeout)
        if self.lease_seconds <= longest:
            raise ValueError(
                f"LEASE_SECONDS ({self.lease_seconds:g}) must be above {longest:g}, four times "
                "SHOPIFY_CONNECT_TIMEOUT plus SHOPIFY_READ_TIMEOUT"
            )
        return self

    @model_validator(mode="after")
    def _waits_grow(self) -> Self:
        for first, last in (
            ("retry_first_seconds", "retry_cap_seconds"),
            ("unclear_look_seconds", "unclear_resend_seconds"),
            # Until then an order may still appear that we gave up waiting for.
            ("shopify_read_timeout", "unclear_resend_seconds"),
            ("session_idle_seconds", "session_longest_seconds"),
        ):
            if getattr(self, first) > getattr(self, last):
                raise ValueError(f"{first.upper()} must not be above {last.upper()}")
        return self

    @model_validator(mode="after")
    def _secrets_travel_sealed(self) -> Self:
        if self.is_hosted and self.app_url.scheme != "https":
            raise ValueError("APP_URL must be https where people use PowerPact over the internet")
        return self

    @model_validator(mode="after")
    def _mails_arrive(self) -> Self:
        if self.is_hosted and self.mail_url.get_secret_value().startswith("file:"):
            raise ValueError("MAIL_URL must name a mail server: smtp:// or smtps://")
        return self

    @property
    def is_hosted(self) -> bool:
        """Whether this process serves people over the internet."""
        return self.environment in {Environment.STAGING, Environment.PRODUCTION}

    @property
    def offers_simulator(self) -> bool:
        """Whether the console has a page for the simulator: never where people are served."""
        at_home = self.environment in {Environment.DEVELOPMENT, Environment.DEMO}
        return at_home and self.simulator_url is not None

    @property
    def redis_address(self) -> str:
        """REDIS_URL as redis-py spells it: for a socket file Celery's spelling differs."""
        return self.redis_url.get_secret_value().replace("redis+socket://", "unix://")

    def shop_in_admin(self, shop_domain: str) -> str:
        """Where a shop is in Shopify admin; its orders and products are below."""
        handle = shop_domain.removesuffix(".myshopify.com")
        return f"{str(self.shopify_admin_url).rstrip('/')}/store/{handle}"

    def app_in_admin(self, shop_domain: str) -> str:
        """Where a shop's staff open the app in Shopify admin; its pages are below by their path."""
        return f"{self.shop_in_admin(shop_domain)}/apps/{self.shopify_client_id}"

    @property
    def client_secret(self) -> str:
        """The current app secret; older ones only verify (facts 2.1)."""
        return self.shopify_client_secrets[0].get_secret_value()


def load_settings() -> Settings:
    """Settings from the environment.

    Raises SettingsError, whose text lists every fault in words and shows no value.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # pydantic fills the fields from the environment
    except ValidationError as error:
        faults = "\n".join(f"  - {_in_words(fault)}" for fault in error.errors(include_input=False))
        raise SettingsError(
            f"PowerPact cannot start; its settings have faults:\n{faults}"
        ) from None


def _in_words(fault: object) -> str:
    assert isinstance(fault, dict)  # noqa: S101  # pydantic's ErrorDetails is a TypedDict
    name = ".".join(str(part) for part in fault["loc"]).upper()
    if fault["type"] == "missing":
        return f"{name} is not set"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message
