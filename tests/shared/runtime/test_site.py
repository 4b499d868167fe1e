"""What stands around a page is that of its desk."""

from uuid import uuid4

import pytest
from starlette.requests import Request

from shared.access.actor import Actor, Role
from shared.runtime.site import ask_for_desk, frame_for
from shared.scheme.in_force import SchemesInForce
from tests.shared.scheme.schemes import small_scheme

SCHEMES = SchemesInForce({"small": small_scheme(), "town": small_scheme(desk_id="town", name="町の窓口")})


def request(*, asked: str = "", signed_in: str = "") -> Request:
    """Return a request for the pages of a desk, by a person of a desk."""
    made = Request({"type": "http", "state": {}})
    if signed_in:
        made.state.actor = Actor(
            account_id=uuid4(),
            user="x",
            display_name="x",
            roles=frozenset({Role.DESK}),
            desk_id=signed_in,
            department=None,
        )
    if asked:
        ask_for_desk(made, asked)
    return made


@pytest.mark.parametrize(
    ("made", "desk", "home"),
    [
        (request(), "公民連携デスク", "/"),
        (request(signed_in="town"), "町の窓口", "/desks/town/"),
        (request(asked="town"), "町の窓口", "/desks/town/"),
        (request(asked="small", signed_in="town"), "公民連携デスク", "/"),
        (request(signed_in="gone"), "公民連携デスク", "/"),
    ],
)
def test_the_frame_is_that_of_the_desk_that_is_asked_or_of_who_is_signed_in(
    made: Request, desk: str, home: str
) -> None:
    frame = frame_for(SCHEMES, made)

    assert (frame.desk_name, frame.home_url) == (desk, home)
