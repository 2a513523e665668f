"""Whom a request means."""

from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.privacy import Ask

names = st.text(st.characters(categories=["Ll", "Nd"], max_codepoint=127), min_size=1)
addresses = st.builds("{}@{}.test".format, names, names)
phones = st.from_regex(r"[0-9]{7,12}", fullmatch=True)


@given(addresses, phones, phones)
def test_an_address_is_the_same_in_any_case_and_whatever_the_phone(
    address: str, one: str, other: str
) -> None:
    shopper = {"address": None, "email": f" {address.upper()}", "phone": other}
    assert Ask(email=address, phone=one).means(shopper)


@given(addresses, addresses, phones)
def test_another_address_is_another_shopper_though_the_phone_is_shared(
    one: str, other: str, phone: str
) -> None:
    same = one.casefold() == other.casefold()
    assert Ask(email=one, phone=phone).means({"email": other, "phone": phone}) is same


@given(phones)
def test_without_an_address_the_phone_says_who_however_it_is_written(phone: str) -> None:
    written = f"+{phone[:2]} ({phone[2:4]}) {phone[4:]}"
    assert Ask(phone=phone).means({"email": "ada@example.test", "phone": written})


@given(st.sampled_from(["", " ", "12", "n/a"]), st.sampled_from(["", None, "12"]))
def test_who_is_not_named_is_nobody(phone: str, kept: str | None) -> None:
    assert not Ask(phone=phone).means({"email": "", "phone": kept})
    assert not Ask().means({})
