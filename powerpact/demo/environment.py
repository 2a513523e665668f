"""The settings of one demo, as environment variables of its processes."""

import secrets
import shlex
from pathlib import Path

from cryptography.fernet import Fernet

from powerpact.embedded import Services

# A story has no time for the waits that suit a shop: everything that is due is looked for each
# second, and a failed call is tried again after one. All in seconds.
HURRY = {
    "SWEEP_SECONDS": "1",
    "RETRY_FIRST_SECONDS": "1",
    "RETRY_CAP_SECONDS": "2",
    "BULK_POLL_SECONDS": "1",
    "UNCLEAR_LOOK_SECONDS": "1",
    "UNCLEAR_RESEND_SECONDS": "10",
    "SHOPIFY_CONNECT_TIMEOUT": "1",
    "SHOPIFY_READ_TIMEOUT": "10",
    "LEASE_SECONDS": "60",
}
CLIENT_ID = "powerpact-demo"


def variables(services: Services, *, shopify_url: str, web_url: str, mails: Path) -> dict[str, str]:
    """Every setting, with secrets made for this demo alone. Mails are written into a folder."""
    # Under another name the simulator is another site to a browser, as Shopify admin is.
    admin_url = shopify_url.replace("127.0.0.1", "localhost")
    return {
        "ENVIRONMENT": "demo",
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": web_url,
        "SHOPIFY_CLIENT_ID": CLIENT_ID,
        "SHOPIFY_CLIENT_SECRETS": secrets.token_urlsafe(24),
        "SHOPIFY_BASE_URL": f"{shopify_url}/{{shop}}",
        "SHOPIFY_ADMIN_URL": admin_url,
        "SHOPIFY_SCRIPTS_URL": f"{admin_url}/shopifycloud",
        "SIMULATOR_URL": shopify_url,
        "MAIL_URL": f"file:{mails}",
        **HURRY,
    }


def write_for_shells(path: Path, named: dict[str, str]) -> None:
    """Keep the variables in a file that a shell reads; it goes when the demo ends."""
    path.touch(mode=0o600)
    path.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in named.items()))
