import pytest

from services.intake.domain.mailbox import delivered_to

HEADERS = ("Delivered-To", "X-Original-To")


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Delivered-To: a@desk.example\nTo: x@y.example", ("a@desk.example",)),
        ("X-Original-To: b@desk.example\nDelivered-To: a@desk.example", ("a@desk.example",)),
        ("x-original-to: <b@desk.example>", ("b@desk.example",)),
        ("Delivered-To: a@desk.example\r\nDelivered-To: c@desk.example", ("a@desk.example", "c@desk.example")),
        ("Delivered-To:\r\n a+r123@desk.example", ("a+r123@desk.example",)),
        ("Delivered-To: nobody", ()),
        ("Subject: s\n\nDelivered-To: body@desk.example", ()),
        ("", ()),
    ],
)
def test_the_first_header_that_names_an_address_says_to_whom_it_was_delivered(
    head: str, found: tuple[str, ...]
) -> None:
    assert delivered_to(head.encode(), HEADERS) == found
