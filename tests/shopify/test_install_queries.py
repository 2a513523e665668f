"""Queries that Shopify signs, and everything that only looks like one."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify import Session

from powerpact.shopify.install_queries import (
    SKEW,
    InstallQuery,
    NotFromShopify,
    authorize_address,
    read_install_query,
)
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.signatures import query_is_genuine
from powerpact.simulator.admin.embedding import signed_query

SECRET, NONCE = "now", "nonce-1"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = TEXTS.filter(lambda name: name not in {"hmac", "signature"} and not name.endswith("[]"))


def query(secret: str = SECRET, **changes: str) -> str:
    """A query as Shopify sends it; a value that is empty leaves its name out."""
    values = {
        "code": "c0de",
        "host": "YWRtaW4",
        "shop": "fern.myshopify.com",
        "state": NONCE,
        "timestamp": str(int(NOW.timestamp())),
        **changes,
    }
    return signed_query([pair for pair in values.items() if pair[1]], secret)


def read(raw: str, state: str | None = NONCE) -> InstallQuery:
    return read_install_query(raw, [SECRET, "before"], NOW, state)


def test_what_the_simulator_signs_is_read() -> None:
    assert read(query()) == InstallQuery("fern.myshopify.com", "c0de")


def test_what_the_secret_before_a_rotation_signed_is_read() -> None:
    assert read(query("before")).code == "c0de"


def test_the_start_has_no_state_and_no_code() -> None:
    assert read(query(state="", code=""), state=None) == InstallQuery("fern.myshopify.com", "")


@pytest.mark.parametrize("late", [-SKEW, timedelta(0), SKEW])
def test_clocks_may_differ_a_little(late: timedelta) -> None:
    assert read(query(timestamp=str(int((NOW + late).timestamp())))).shop


def moment(late: timedelta) -> str:
    return str(int((NOW + late).timestamp()))


A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("raw", "why", "is_forged"),
    [
        ("", "names no Shopify store", False),
        ("&" * 40 + "a=1" + "&b=2" * 40, "not one of Shopify's", True),
        (query(shop=""), "names no Shopify store", False),
        (query(shop="fern"), "names no Shopify store", False),
        (query(shop="evil.test"), "names no Shopify store", False),
        (query(shop="fern.myshopify.com.evil.test"), "names no Shopify store", False),
        (query(shop="evil.test/fern.myshopify.com"), "names no Shopify store", False),
        (query(state=""), "did not begin", True),
        (query(state="nonce-2"), "did not begin", True),
        (query(state="é"), "did not begin", True),
        (query("other"), "not signed", True),
        (query(timestamp=moment(SKEW + A_SECOND)), "too old", False),
        (query(timestamp=moment(-SKEW - A_SECOND)), "too old", False),
        (query(timestamp=""), "too old", False),
        (query(timestamp="soon"), "too old", False),
        (query(timestamp="²"), "too old", False),
        (query(timestamp="9" * 400), "too old", False),
        (query() + "&shop=oak.myshopify.com", "not signed", True),
        (query() + "&hmac=0", "not signed", True),
        (query() + "&signature=0", "not signed", True),
        (query() + "&more=1", "not signed", True),
        (query().replace("c0de", "c1de"), "not signed", True),
        (query().split("&hmac=")[0], "not signed", True),
    ],
)
def test_what_proves_too_little_is_refused_in_words(raw: str, why: str, is_forged: bool) -> None:
    with pytest.raises(NotFromShopify, match=why) as refusal:
        read(raw)
    assert refusal.value.is_forged is is_forged


def test_a_browser_without_a_nonce_has_begun_nothing() -> None:
    with pytest.raises(NotFromShopify, match="did not begin"):
        read(query(state=""), state="")


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not query_is_genuine(parse_qsl(query("")), [""])


@given(values=st.dictionaries(NAMES, TEXTS, max_size=5), secret=TEXTS.filter(bool))
def test_what_is_genuine_is_what_shopifys_own_library_takes_for_it(
    values: dict[str, str], secret: str
) -> None:
    Session.secret = secret
    try:
        signed = {**values, "hmac": Session.calculate_hmac(values)}
    finally:
        Session.secret = None
    assert query_is_genuine(list(signed.items()), [secret])


@given(values=st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4), other=TEXTS)
def test_no_other_value_has_the_same_signature(values: dict[str, str], other: str) -> None:
    Session.secret = SECRET
    try:
        signature = Session.calculate_hmac(values)
    finally:
        Session.secret = None
    name = min(values)
    changed = {**values, name: other, "hmac": signature}
    assert query_is_genuine(list(changed.items()), [SECRET]) is (other == values[name])


@given(raw=st.text() | st.builds(urlencode, st.dictionaries(TEXTS, TEXTS)))
def test_nonsense_is_refused_and_breaks_nothing(raw: str) -> None:
    with pytest.raises(NotFromShopify):
        read(raw)


def test_a_merchant_is_asked_for_what_we_need() -> None:
    address = authorize_address("https://fern.myshopify.com", "id", "https://app.test/cb", "n")
    path, _, asked = address.partition("?")
    assert path == "https://fern.myshopify.com/admin/oauth/authorize"
    assert dict(parse_qsl(asked)) == {
        "client_id": "id",
        "scope": ",".join(NEEDED),
        "redirect_uri": "https://app.test/cb",
        "state": "n",
    }
