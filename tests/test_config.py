"""Settings: every fault at once, in words, without a secret."""

import re

import pytest
from cryptography.fernet import Fernet

from powerpact.config import Settings, load_settings
from powerpact.errors import SettingsError

OF_GUNICORN = {"WEB_CONCURRENCY", "WEB_REQUEST_SECONDS"}
GOOD = {
    "DATABASE_URL": "postgresql://somebody:a-password@db.test/powerpact",
    "REDIS_URL": "redis://:another-password@redis.test:6379/0",
    "SECRET_KEY": "a secret of sixteen",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "APP_URL": "https://powerpact.test",
    "SHOPIFY_CLIENT_ID": "client",
    "SHOPIFY_CLIENT_SECRETS": "current, older",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A good environment, and nothing of the machine's own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.usefixtures("environment")
def test_a_good_environment_is_read() -> None:
    settings = load_settings()
    assert settings.client_secret == "current"
    assert len(settings.shopify_client_secrets) == 2
    assert settings.database_url.get_secret_value().startswith("postgresql+psycopg://somebody")


@pytest.mark.usefixtures("environment")
def test_secrets_are_not_shown() -> None:
    shown = repr(load_settings())
    assert not [secret for secret in ("a-password", "a secret", "current") if secret in shown]


def test_every_fault_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("REDIS_URL")
    environment.setenv("DATABASE_URL", "sqlite:///orders.db")
    environment.setenv("ENCRYPTION_KEYS", "not-a-key")
    environment.setenv("LEASE_SECONDS", "soon")
    with pytest.raises(SettingsError) as told:
        load_settings()
    text = str(told.value)
    for fault in ("REDIS_URL is not set", "DATABASE_URL: ", "ENCRYPTION_KEYS: ", "LEASE_SECONDS: "):
        assert fault in text
    assert "orders.db" not in text
    assert "not-a-key" not in text


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DATABASE_URL", "sqlite:///orders.db", "no other database is supported"),
        ("REDIS_URL", "memory://", "must be a redis://"),
        ("SECRET_KEY", "short", "at least 16"),
        ("ENCRYPTION_KEYS", "", "at least 1"),
        ("SHOPIFY_BASE_URL", "https://shopify.test", "must be https and hold {shop}"),
        ("SHOPIFY_BASE_URL", "http://evil.test/{shop}", "must be https"),
        ("SHOPIFY_BASE_URL", "http://127.0.0.1.evil.test/{shop}", "must be https"),
        ("SHOPIFY_BASE_URL", "https://{shop}/{token}", "must be https and hold {shop}"),
        ("SHOPIFY_BASE_URL", "https://{shop}/{", "must be https and hold {shop}"),
        ("LEASE_SECONDS", "60", "must be above 112"),
        ("LEASE_SECONDS", "inf", "finite"),
        ("SWEEP_SECONDS", "0", "greater than 0"),
        ("RETRY_FIRST_SECONDS", "4000", "RETRY_FIRST_SECONDS must not be above"),
        ("UNCLEAR_RESEND_SECONDS", "30", "UNCLEAR_LOOK_SECONDS must not be above"),
        ("LOG_LEVEL", "loud", "must be a level"),
        ("MAIL_URL", "https://mail.test", "must be smtp://"),
        ("MAIL_URL", "smtp:", "must be smtp://"),
        ("SESSION_IDLE_SECONDS", "50000", "SESSION_IDLE_SECONDS must not be above"),
        ("APP_URL", "powerpact", "valid URL"),
    ],
)
def test_a_fault_is_named(
    environment: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsError, match=fault):
        load_settings()


def test_a_hosted_application_is_reached_by_https(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ENVIRONMENT", "production")
    environment.setenv("APP_URL", "http://powerpact.test")
    with pytest.raises(SettingsError, match="APP_URL must be https"):
        load_settings()


def test_a_hosted_application_has_a_mail_server(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ENVIRONMENT", "production")
    with pytest.raises(SettingsError, match="MAIL_URL must name a mail server"):
        load_settings()


def test_the_example_explains_every_setting() -> None:
    with open(".env.example") as example:
        # What stands behind a "# " is left out unless somebody wants it.
        named = set(re.findall(r"^(?:# )?([A-Z_]+)=", example.read(), re.MULTILINE))
    assert named - OF_GUNICORN == {name.upper() for name in Settings.model_fields}
