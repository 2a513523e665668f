"""Every way in which a listing can fail has words for its merchant."""

import ast
import re
from pathlib import Path

import pytest

import powerpact
from powerpact import errors
from powerpact.domain.causes import Fixer
from powerpact.domain.listing_faults import FAULTS, listing_fault
from powerpact.domain.merchant_offering import WORDS
from powerpact.domain.offering import Offering

HOME = Path(powerpact.__file__).parent
# Never an outcome of a listing: it waits for these.
WAITED_FOR = (errors.Retryable, errors.Unauthorized, errors.StoreUnavailable)


def _of_shopify() -> set[str]:
    """The codes with which Shopify refuses what a listing writes, from its schema."""
    schema = (HOME / "simulator/schema/enums.graphql").read_text()
    found = re.findall(r"enum (?:ProductSet|MetafieldsSet)UserErrorCode \{([^}]*)\}", schema)
    assert len(found) == 2
    return {code.lower() for codes in found for code in codes.split()}


def _of_ours() -> set[str]:
    """The codes with which we refuse to list, from our source."""
    calls = [
        node
        for path in (HOME / "services").glob("listing*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotListable"
    ]
    codes = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(codes) >= 5
    return {str(code) for code in codes} | {"sold_elsewhere"}


def _without_code() -> set[str]:
    """The names of our errors that end a try for good."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    ends = [kind for kind in kinds if issubclass(kind, errors.Permanent)]
    return {kind.__name__.lower() for kind in ends if not issubclass(kind, WAITED_FOR)}


def test_each_code_has_words() -> None:
    assert (_of_shopify() | _of_ours() | _without_code()) - FAULTS.keys() == set()


@pytest.mark.parametrize("code", ["something_new", ""])
def test_a_code_that_is_new_to_us_is_for_staff(code: str) -> None:
    fault = listing_fault(code)
    assert fault.fixer is Fixer.STAFF
    assert "nothing for you to do" in fault.todo


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_words_are_sentences_and_name_no_code(code: str) -> None:
    fault = FAULTS[code]
    for sentence in (fault.what, fault.todo):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "_" not in sentence
    assert ("save the product" in fault.todo) is (fault.fixer is Fixer.PARTNER)


def test_each_state_has_words_of_its_own() -> None:
    assert WORDS.keys() == set(Offering)
    assert len({words.name for words in WORDS.values()}) == len(Offering)
