"""Whom a session token vouches for, and which texts name a shop."""

import json
import time
from typing import Any

import jwt
import pytest

from powerpact.errors import Unauthorized
from powerpact.shopify.session_tokens import Vouched, shop_domain, vouched_for

ANA = Vouched("partner.myshopify.com", "42")
CLIENT, SECRET = "client-id", "a secret of the app, long enough for HS256"


def token(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": "https://partner.myshopify.com/admin",
        "dest": "https://partner.myshopify.com",
        "aud": CLIENT,
        "sub": "42",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": "f8912129-1af6-4cad-9ca3-76b0f7621087",
        "sid": "aaea182f2732d44c23057c0fea584021a4485b2bd25d3eb7fd349313ad24c685",
        **changes,
    }
    present = {name: value for name, value in claims.items() if value is not None}
    # Signed as bytes, because PyJWT refuses to write claims of the wrong type.
    return jwt.PyJWS().encode(json.dumps(present).encode(), secret, algorithm)


def test_the_shop_is_the_tokens_destination() -> None:
    assert vouched_for(token(), CLIENT, [SECRET]) == ANA


def test_a_token_within_ten_seconds_of_its_times_is_still_good() -> None:
    now = int(time.time())
    skewed = token(exp=now - 5, nbf=now + 5)
    assert vouched_for(skewed, CLIENT, [SECRET]) == ANA


def test_a_token_signed_with_the_secret_before_is_good_while_it_is_rotated() -> None:
    assert vouched_for(token(), CLIENT, ["the next secret, just as long as that", SECRET]) == ANA


@pytest.mark.parametrize(
    "bad",
    [
        token(secret="another secret, also long enough for it"),
        token(secret=SECRET * 2, algorithm="HS512"),
        token(algorithm="none", secret=""),
        token(aud="another-app"),
        token(exp=int(time.time()) - 60),
        token(nbf=int(time.time()) + 86_400),
        token(exp=None),
        token(sid=None),
        token(sub="../1"),
        token(sub=""),
        token()[:-10],
        token().rpartition(".")[0] + ".",
        token(dest="https://other.myshopify.com"),
        token(iss="https://evil.example/admin", dest="https://evil.example"),
        token(iss=7),
        token(dest=7),
        "",
        "not.a.token",
        "é.é.é",
        "\udcff",
    ],
)
def test_any_other_token_is_refused(bad: str) -> None:
    with pytest.raises(Unauthorized):
        vouched_for(bad, CLIENT, [SECRET])


@pytest.mark.parametrize(
    "text", ["partner.myshopify.com", "https://Partner.myshopify.com/", " partner.myshopify.com\n"]
)
def test_a_shop_domain_is_read_in_small_letters(text: str) -> None:
    assert shop_domain(text) == "partner.myshopify.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "partner",
        "partner.example.com",
        "partner.myshopify.com.example.com",
        "example.com/partner.myshopify.com",
        "example.com#.myshopify.com",
        "user@partner.myshopify.com",
        "partner.myshopify.com:8080",
        "-partner.myshopify.com",
        "par_tner.myshopify.com",
        ".myshopify.com",
        "[.myshopify.com",
    ],
)
def test_any_other_text_names_no_shop(text: str) -> None:
    assert shop_domain(text) is None
