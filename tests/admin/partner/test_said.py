"""What is said after a change travels with the redirect, to the shop that it was said to alone."""

from tests.admin.partner.conftest import Frame, OpenFrame

PLEASE_TICK = "Tick at least one row first."


def _said_to(frame: Frame) -> str:
    """The address to which a form without a tick leads."""
    return str(frame.post("orders/act/retry/").location)


def test_the_next_page_says_it(frame: Frame) -> None:
    assert PLEASE_TICK in frame.get(_said_to(frame)).text


def test_no_page_of_another_shop_says_it(frame: Frame, frame_of: OpenFrame) -> None:
    other = frame_of("other.myshopify.com")

    for page in ("/app/welcome/", "/app/nothing/"):
        address = _said_to(frame).replace("/app/orders/", page)
        assert "said=" in address
        assert PLEASE_TICK not in other.get(address).text


def test_what_nobody_signed_is_not_said(frame: Frame) -> None:
    head, said = _said_to(frame).split("said=")
    changed = f"{head}said={said[:-1]}{'A' if said[-1] != 'A' else 'Q'}"

    for address in (changed.replace("=eyJ", "=eyK"), f"{head}said=", f"{head}said={'A' * 500}"):
        answer = frame.get(address)
        assert answer.status_code == 200
        assert PLEASE_TICK not in answer.text
