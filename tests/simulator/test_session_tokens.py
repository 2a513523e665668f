"""ID tokens are what an independent JWT library accepts, and we accept only our own."""

import jwt
import pytest

from powerpact.simulator import session_tokens
from powerpact.simulator.session_tokens import InvalidSessionToken

SHOP = "kiln.myshopify.com"
APP = {"client_id": "app", "client_secret": "a secret of at least thirty-two bytes"}


def test_claims_are_those_shopify_sends() -> None:
    token = session_tokens.mint(SHOP, user_id=7, **APP)

    claims = jwt.decode(token, APP["client_secret"], algorithms=["HS256"], audience="app")

    assert claims["iss"] == f"https://{SHOP}/admin"
    assert claims["dest"] == f"https://{SHOP}"
    assert claims["sub"] == "7"
    assert set(claims) == {"iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid"}
    assert 50 <= claims["exp"] - claims["nbf"] <= 70


def test_an_expired_one_is_expired_for_the_app_too() -> None:
    token = session_tokens.mint(SHOP, lifetime=-60, **APP)

    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(token, APP["client_secret"], algorithms=["HS256"], audience="app")
    with pytest.raises(InvalidSessionToken, match="expired"):
        session_tokens.read(token, shop=SHOP, **APP)


@pytest.mark.parametrize(
    ("shop", "secret", "reason"),
    [
        ("other.myshopify.com", APP["client_secret"], "another"),
        (SHOP, "a secret that somebody made up themselves", "signature"),
    ],
)
def test_a_token_for_another_shop_or_of_another_secret_is_refused(
    shop: str, secret: str, reason: str
) -> None:
    token = session_tokens.mint(shop, client_id="app", client_secret=secret)

    with pytest.raises(InvalidSessionToken, match=reason):
        session_tokens.read(token, shop=SHOP, **APP)


@pytest.mark.parametrize("rubbish", ["", "a.b", "not a token"])
def test_rubbish_is_refused(rubbish: str) -> None:
    with pytest.raises(InvalidSessionToken):
        session_tokens.read(rubbish, shop=SHOP, **APP)
