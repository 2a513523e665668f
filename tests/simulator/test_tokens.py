"""Tokens expire, rotate and die as platform facts 1.3 to 1.5 say."""

import pytest

from powerpact.simulator import session_tokens
from powerpact.simulator.clock import Clock
from powerpact.simulator.grants import (
    ID_TOKEN,
    OFFLINE,
    ONLINE,
    TOKEN_EXCHANGE,
    Answer,
    AppCredentials,
    GrantDesk,
    GrantRefused,
)
from powerpact.simulator.tokens import TokenBook

SHOP = "kiln.myshopify.com"
APP = {"client_id": "app", "client_secret": "a secret of at least thirty-two bytes"}
DAY = 86400


class Desk:
    """A token endpoint with its clock, asked the way an app asks."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.book = TokenBook(self.clock)
        self.desk = GrantDesk(self.clock, AppCredentials(**APP), self.book)

    def ask(self, **parameters: str) -> Answer:
        return self.desk.grant(SHOP, {"write_orders", "read_products"}, {**APP, **parameters})

    def exchange(self, requested: str = OFFLINE, **more: str) -> Answer:
        usual = {
            "grant_type": TOKEN_EXCHANGE,
            "subject_token": session_tokens.mint(SHOP, **APP),
            "subject_token_type": ID_TOKEN,
            "requested_token_type": requested,
            "expiring": "1",
        }
        return self.ask(**{**usual, **more})

    def refresh(self, value: str) -> Answer:
        return self.ask(grant_type="refresh_token", refresh_token=value)

    def refuses_refresh(self, value: str) -> bool:
        with pytest.raises(GrantRefused) as refused:
            self.refresh(value)
        return refused.value.error == "invalid_grant"

    def lets_in(self, answer: Answer) -> bool:
        return self.book.find(SHOP, answer["access_token"]) is not None


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_exchange_gives_an_expiring_pair(desk: Desk) -> None:
    answer = desk.exchange()

    assert answer["access_token"].startswith("shpat_")
    assert answer["refresh_token"].startswith("shprt_")
    assert answer["scope"] == "read_products,write_orders"
    assert (answer["expires_in"], answer["refresh_token_expires_in"]) == (3600, 90 * DAY)


def test_an_access_token_lives_for_an_hour_and_in_its_own_shop_only(desk: Desk) -> None:
    answer = desk.exchange()

    assert desk.book.find("other.myshopify.com", answer["access_token"]) is None
    desk.clock.advance(3590)
    assert desk.lets_in(answer)
    desk.clock.advance(10)
    assert not desk.lets_in(answer)


def test_an_exchange_without_expiring_gives_the_old_kind(desk: Desk) -> None:
    assert set(desk.exchange(expiring="0")) == {"access_token", "scope"}


def test_an_old_token_is_traded_once_for_an_expiring_pair(desk: Desk) -> None:
    old = desk.exchange(expiring="0")
    trade = {
        "grant_type": TOKEN_EXCHANGE,
        "subject_token": old["access_token"],
        "subject_token_type": OFFLINE,
        "requested_token_type": OFFLINE,
        "expiring": "1",
    }

    assert desk.lets_in(desk.ask(**trade))
    assert not desk.lets_in(old)
    with pytest.raises(GrantRefused):
        desk.ask(**trade)


def test_an_online_token_names_its_user_and_has_no_refresh_token(desk: Desk) -> None:
    answer = desk.exchange(ONLINE)

    assert answer["associated_user"]["id"] == 1
    assert "refresh_token" not in answer
    assert answer["expires_in"] <= DAY


def test_an_expired_session_token_is_an_invalid_subject_token(desk: Desk) -> None:
    with pytest.raises(GrantRefused) as refused:
        desk.exchange(subject_token=session_tokens.mint(SHOP, lifetime=-5, **APP))

    assert refused.value.error == "invalid_subject_token"


def test_a_wrong_secret_gets_nothing(desk: Desk) -> None:
    with pytest.raises(GrantRefused) as refused:
        desk.ask(client_secret="wrong", grant_type="refresh_token", refresh_token="x")

    assert refused.value.error == "invalid_client"


def test_an_unknown_grant_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(GrantRefused) as refused:
        desk.ask(grant_type="password")

    assert refused.value.error == "unsupported_grant_type"


def test_every_refresh_gives_two_new_tokens(desk: Desk) -> None:
    first = desk.exchange()

    second = desk.refresh(first["refresh_token"])

    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert desk.lets_in(second)


def test_a_lost_refresh_answer_can_be_asked_for_again(desk: Desk) -> None:
    first = desk.exchange()
    desk.refresh(first["refresh_token"])

    assert desk.lets_in(desk.refresh(first["refresh_token"]))


def test_the_old_refresh_token_dies_when_its_replacement_is_used(desk: Desk) -> None:
    first = desk.exchange()
    lost = desk.refresh(first["refresh_token"])
    second = desk.refresh(first["refresh_token"])

    desk.refresh(second["refresh_token"])

    assert desk.refuses_refresh(first["refresh_token"])
    assert desk.refuses_refresh(lost["refresh_token"])


def test_the_old_refresh_token_dies_thirty_days_after_its_first_use(desk: Desk) -> None:
    first = desk.exchange()
    desk.refresh(first["refresh_token"])

    desk.clock.advance(30 * DAY)

    assert desk.refuses_refresh(first["refresh_token"])


def test_another_grant_ends_the_refresh_token(desk: Desk) -> None:
    first = desk.exchange()

    desk.exchange()

    assert desk.refuses_refresh(first["refresh_token"])


def test_a_refresh_token_lives_for_ninety_days(desk: Desk) -> None:
    early, late = Desk(), desk
    early_token = early.exchange()["refresh_token"]
    late_token = late.exchange()["refresh_token"]

    early.clock.advance(90 * DAY - 60)
    late.clock.advance(90 * DAY)

    assert early.lets_in(early.refresh(early_token))
    assert late.refuses_refresh(late_token)


def test_earlier_access_tokens_live_out_their_hour_unless_told_otherwise(desk: Desk) -> None:
    first = desk.exchange()
    second = desk.refresh(first["refresh_token"])
    assert desk.lets_in(first)

    desk.book.revokes_earlier = True
    third = desk.refresh(second["refresh_token"])

    assert not desk.lets_in(first)
    assert not desk.lets_in(second)
    assert desk.lets_in(third)


def test_revoking_everything_leaves_no_way_back(desk: Desk) -> None:
    answer = desk.exchange()

    assert desk.book.revoke_all(SHOP) == 1

    assert not desk.lets_in(answer)
    assert desk.refuses_refresh(answer["refresh_token"])


def test_a_code_is_good_once_and_in_its_own_shop(desk: Desk) -> None:
    code = desk.desk.issue_code(SHOP, online=False)

    assert desk.lets_in(desk.ask(code=code, expiring="1"))
    with pytest.raises(GrantRefused):
        desk.ask(code=code, expiring="1")
    with pytest.raises(GrantRefused):
        desk.ask(code=desk.desk.issue_code("other.myshopify.com", online=False))


def test_a_per_user_code_gives_an_online_token(desk: Desk) -> None:
    code = desk.desk.issue_code(SHOP, online=True)

    assert desk.ask(code=code)["access_token"].startswith("shpua_")
