from uuid import uuid4

import pytest

from shared.links import WrongLink, check_offer_token, check_token, offer_of, offer_token, proposal_of, status_token

SECRET = "only-for-tests"


def test_a_link_opens_its_own_proposal() -> None:
    proposal_id = uuid4()

    token = status_token(SECRET, proposal_id, 1)

    assert check_token(SECRET, token, 1) == proposal_of(token) == proposal_id
    assert len(token) == 48


def test_a_newer_generation_makes_the_older_link_void() -> None:
    token = status_token(SECRET, uuid4(), 1)

    with pytest.raises(WrongLink):
        check_token(SECRET, token, 2)


def test_a_link_of_another_secret_is_none() -> None:
    with pytest.raises(WrongLink):
        check_token(SECRET, status_token("another", uuid4(), 1), 1)


@pytest.mark.parametrize("change", ["", "A", "鍵", "%00", "=" * 48, "A" * 48, "A" * 21])
def test_what_is_no_token_is_a_wrong_link(change: str) -> None:
    with pytest.raises(WrongLink):
        check_token(SECRET, change, 1)


def test_a_token_with_something_added_or_changed_is_refused() -> None:
    token = status_token(SECRET, uuid4(), 1)

    for wrong in (token + "\n", token + "=", " " + token, token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B")):
        with pytest.raises(WrongLink):
            check_token(SECRET, wrong, 1)


def test_a_link_to_an_offer_opens_that_offer_and_no_status_page() -> None:
    offer_id = uuid4()

    token = offer_token(SECRET, offer_id)

    assert check_offer_token(SECRET, token) == offer_of(token) == offer_id
    with pytest.raises(WrongLink):
        check_token(SECRET, token, 1)
    with pytest.raises(WrongLink):
        check_offer_token(SECRET, status_token(SECRET, offer_id, 1))
    with pytest.raises(WrongLink):
        check_offer_token(SECRET, token, 2)
