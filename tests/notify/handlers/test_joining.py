"""Municipalities are told what is theirs to know, and the desk and the lead what municipalities do."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.notify.domain.casting import CaseNow, OfferNow, posts_told
from services.notify.domain.notification import CaseAccess
from services.notify.domain.telling import TELLINGS
from shared import events as e
from shared.events import AccessChanged, Fact, MunicipalityInvited, NoteCircle
from tests.notify.conftest import House, told

RECEIPT = "R8-0012"
_CALLED = text(
    "INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, receipt, about_id, case_id, event_id)"
    " VALUES (:id, 'miono', :unit, 'municipality_invited', 'R8-0012', :case, :case, :id)"
)
LEAD = OfferNow(offer_id=uuid4(), department="sangyo", party_id=None, lead=True, state="judged")


def case(members: Mapping[str, str], stage: str = "coordinating") -> CaseNow:
    return CaseNow(
        case_id=uuid4(), proposal_id=uuid4(), stage=stage, round=1, proposing=None, offers=(LEAD,), members=members
    )


def invitation(municipality: str = "shi-a") -> MunicipalityInvited:
    return MunicipalityInvited(receipt=RECEIPT, municipality=municipality, due=date(2026, 12, 1), note_id=uuid4())


def note(*, by: bool) -> e.NoteWritten:
    return e.NoteWritten(
        receipt=RECEIPT,
        note_id=uuid4(),
        circle=NoteCircle.MUNICIPALITY,
        municipality="shi-a",
        by_municipality=by,
    )


def owed(by: e.OwedBy, post: str | None, *, to: tuple[str, ...] = ("department",)) -> e.TaskOverdue:
    said = {"case_id": uuid4(), "task_id": uuid4(), "words_id": uuid4(), "due": date(2026, 12, 1), "step": len(to)}
    return e.TaskOverdue(receipt=RECEIPT, owed_by=by, department=post, to=to, **said)


def due(municipality: str) -> e.InvitationDue:
    return e.InvitationDue(case_id=uuid4(), receipt=RECEIPT, municipality=municipality, due=date(2026, 12, 1), step=-3)


@pytest.mark.parametrize(
    ("fact", "posts"),
    [
        (invitation("shi-b"), {"shi-b"}),
        # It has answered, or was let go, before the word of its invitation came.
        (invitation("shi-a"), set()),
        (invitation("shi-c"), set()),
        (e.MunicipalityJoined(receipt=RECEIPT, municipality="shi-a"), {"desk", "sangyo"}),
        (e.MunicipalityDeclined(receipt=RECEIPT, municipality="shi-c", reason_id=uuid4()), {"desk", "sangyo"}),
        (e.MunicipalityLeft(receipt=RECEIPT, municipality="shi-c", reason_id=uuid4()), {"desk", "sangyo"}),
        (e.MunicipalityLeft(receipt=RECEIPT, municipality="shi-c", reason_id=uuid4(), by_desk=True), {"shi-c"}),
        (note(by=True), {"desk", "sangyo"}),
        (note(by=False), {"shi-a"}),
        (owed(e.OwedBy.MUNICIPALITY, "shi-a"), {"shi-a"}),
        (owed(e.OwedBy.MUNICIPALITY, "shi-b"), set()),
        (owed(e.OwedBy.MUNICIPALITY, "shi-a", to=("department", "desk")), {"shi-a", "desk"}),
        (owed(e.OwedBy.DESK, None, to=("department", "desk")), {"desk"}),
        (owed(e.OwedBy.COUNTERPART, None), set()),
        (owed(e.OwedBy.DEPARTMENT, "sangyo"), {"sangyo"}),
        (due("shi-b"), {"shi-b", "desk"}),
        (due("shi-a"), {"desk"}),
        (e.TodoReported(receipt=RECEIPT, todo_id=uuid4()), {"desk", "sangyo"}),
    ],
)
def test_each_is_told_what_concerns_it_by_where_it_stands_now(fact: Fact, posts: set[str]) -> None:
    now = case({"shi-a": "joined", "shi-b": "invited", "shi-c": "left"})

    told_posts = {post for row in TELLINGS if row.fact is type(fact) for post in posts_told(row, fact, now)}

    assert told_posts == posts


def test_the_end_of_a_case_is_told_to_those_that_take_part() -> None:
    ended = e.CaseWithdrawn(receipt=RECEIPT, by_proposer=False, reason_id=uuid4())
    now = case({"shi-a": "joined", "shi-b": "invited", "shi-c": "declined"}, stage="withdrawn")

    posts = [post for row in TELLINGS if row.fact is e.CaseWithdrawn for post in posts_told(row, ended, now)]

    assert [post for post in posts if post.startswith("shi-")] == ["shi-a"]


async def test_what_a_municipality_has_not_read_calls_it_no_more_once_it_is_gone(house: House) -> None:
    case_id = uuid4()
    await house.hear(told(AccessChanged(offered=(), taken_up=(), invited=("shi-a", "shi-b")), about=case_id, version=4))
    async with house.admin.begin() as connection:
        await connection.execute(
            _CALLED, [{"id": uuid4(), "unit": unit, "case": case_id} for unit in ("shi-a", "shi-b")]
        )

    await house.hear(told(AccessChanged(offered=(), taken_up=(), joined=("shi-b",)), about=case_id, version=6))

    rows = await house.rows("SELECT recipient, read_at IS NULL AS waits FROM notify.notification ORDER BY recipient")
    assert [(row["recipient"], row["waits"]) for row in rows] == [("shi-a", False), ("shi-b", True)]


def test_access_admits_municipalities_that_are_invited_or_take_part() -> None:
    access = CaseAccess(
        case_id=UUID(int=1),
        desk_id="miono",
        offered=frozenset({"sangyo"}),
        taken_up=frozenset(),
        version=3,
        invited=frozenset({"shi-a"}),
        joined=frozenset({"shi-b"}),
    )

    assert [access.admits(unit) for unit in ("sangyo", "shi-a", "shi-b", "shi-c")] == [True, True, True, False]
