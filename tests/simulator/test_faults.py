"""Faults strike where, when and as often as they were told to, the same way for the same seed."""

import pytest

from powerpact.simulator.faults import CALL_KINDS, WEBHOOK_KINDS, FaultBook, FaultKind

SHOP = "kiln.myshopify.com"
ORDER_CREATE = ("orderCreate",)


@pytest.fixture
def book() -> FaultBook:
    return FaultBook(seed=1)


def test_a_counted_fault_strikes_so_often_and_no_more(book: FaultBook) -> None:
    fault = book.add(FaultKind.THROTTLED, count=2)

    struck = [book.strike(SHOP, ORDER_CREATE, CALL_KINDS) for _ in range(4)]

    assert struck == [fault, fault, None, None]


def test_a_fault_strikes_only_its_own_store_and_operation(book: FaultBook) -> None:
    book.add(FaultKind.RESET, shop=SHOP, operation="orderCreate")

    assert book.strike("other.myshopify.com", ORDER_CREATE, CALL_KINDS) is None
    assert book.strike(SHOP, ("productSet",), CALL_KINDS) is None
    assert book.strike(SHOP, ("productSet", "orderCreate"), CALL_KINDS) is not None


def test_every_operation_does_not_mean_the_token_endpoint(book: FaultBook) -> None:
    book.add(FaultKind.SERVER_ERROR)
    assert book.strike(SHOP, ("access_token",), CALL_KINDS) is None

    book.add(FaultKind.SERVER_ERROR, operation="access_token")
    assert book.strike(SHOP, ("access_token",), CALL_KINDS) is not None


def test_a_webhook_fault_leaves_calls_alone(book: FaultBook) -> None:
    book.add(FaultKind.WEBHOOK_DROPPED)

    assert book.strike(SHOP, ORDER_CREATE, CALL_KINDS) is None
    assert book.strike(SHOP, ("orders/paid",), WEBHOOK_KINDS) is not None


def _pattern(seed: int) -> list[bool]:
    book = FaultBook(seed)
    book.add(FaultKind.RESET, probability=0.3)
    return [book.strike(SHOP, ORDER_CREATE, CALL_KINDS) is not None for _ in range(200)]


def test_chance_repeats_with_its_seed() -> None:
    assert _pattern(7) == _pattern(7)
    assert _pattern(7) != _pattern(8)
    assert 30 <= sum(_pattern(7)) <= 90


def test_a_forgotten_book_begins_its_chances_again(book: FaultBook) -> None:
    patterns = []
    for _ in range(2):
        book.forget()
        book.add(FaultKind.RESET, probability=0.5)
        patterns.append([book.strike(SHOP, ORDER_CREATE, CALL_KINDS) is None for _ in range(50)])

    assert patterns[0] == patterns[1]


def test_faults_are_cleared_one_by_one_by_store_or_all(book: FaultBook) -> None:
    first = book.add(FaultKind.SLOW)
    book.add(FaultKind.DOWN, shop=SHOP)
    book.add(FaultKind.RESET)

    assert book.clear(fault_id=first.id) == 1
    assert book.clear(shop=SHOP) == 1
    assert [fault.kind for fault in book.listed()] == [FaultKind.RESET]
    assert book.clear() == 1
    assert book.listed() == []
