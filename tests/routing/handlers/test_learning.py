"""A case teaches what its present state says, whatever was told of it, in which order, and how often."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import MetaData, text

from services.routing.consumers import readers
from services.routing.domain.roles import Addressee
from services.routing.handlers.answering import Judgement, give_verdict
from services.routing.handlers.learning import learn
from services.routing.handlers.offering import Addressees, make_offers
from services.routing.handlers.recalling import recall_offer
from services.routing.handlers.suggesting import Directories
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase, look_at_case
from shared.documents import DocumentKind, Documents, KeeperKind
from shared.documents.contents import FilledField, ProposalContent, SheetContent
from shared.documents.tables import document_tables
from shared.events import AccessChanged, Recorded, Verdict
from shared.messaging.reader import Reader
from shared.scheme.model import DeskScheme
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, seen_as, step
from tests.routing.storage.test_replies import answered
from tests.routing.test_consumers import collect
from tests.statements import noting_statements
from tests.waiting import until

NUMBERS = ("R8-0001", "R8-0002", "R8-0003")
SAID = "渡船場の電動化を進めます。"


async def taught(house: House) -> dict[str, tuple[str, ...]]:
    """Return which departments each case teaches, by its number."""
    rows = await house.rows(
        "SELECT c.receipt, l.departments FROM routing.lesson l JOIN routing.desk_case c USING (case_id)"
    )
    return {row["receipt"]: tuple(row["departments"]) for row in rows}


async def terms(house: House) -> set[str]:
    return {row["term"] for row in await house.rows("SELECT DISTINCT term FROM routing.lesson_term")}


def reader_of(house: House) -> Reader[RoutingWork]:
    (reader,) = [one for one in readers() if one.name == "routing.lessons"]
    return reader


async def learn_all(house: House, *facts: Recorded[AccessChanged]) -> None:
    """Let the reader hear these facts, or all there are."""
    await collect(
        house, reader_of(house), *([replace(one, id=uuid4()) for one in facts or await house.facts(AccessChanged)])
    )


async def returned(house: House, named: str = "kotsu") -> None:
    async with house.web.begin(seen_as(FOREST)) as work:
        judgement = Judgement(verdict=Verdict.NOT_OURS, reason="所管外です。", suggested_department=named)
        await give_verdict(work, "R8-0012", step(FOREST), judgement, house.scheme)


async def offered_again(house: House, department: str) -> None:
    async with house.web.begin(seen_as(OFFICER)) as work:
        await make_offers(work, "R8-0012", step(OFFICER), Addressees(departments=(department,)), house.scheme)


async def look(house: House, receipt: str, scheme: DeskScheme) -> OpenedCase:
    await house.known(OFFICER)
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await look_at_case(work, OFFICER, receipt, Directories({DESK: scheme}), at=NOW)


async def test_an_offered_case_teaches_its_departments_with_the_lead_first(house: House) -> None:
    await house.offered("shinrin", "kanko", abstract=SAID, title=SAID)

    await learn_all(house)

    assert await taught(house) == {"R8-0012": ("shinrin", "kanko")}
    assert {"渡船場", "電動化"} <= await terms(house)


async def test_a_return_takes_the_department_out_and_the_one_it_names_counts_once_the_desk_asks_it(
    house: House,
) -> None:
    await house.offered("shinrin", abstract=SAID, title=SAID)
    await learn_all(house)
    await returned(house, named="kotsu")
    await learn_all(house)
    assert await taught(house) == {}

    await offered_again(house, "kotsu")
    await learn_all(house)

    assert await taught(house) == {"R8-0012": ("kotsu",)}


async def test_an_offer_that_is_taken_back_teaches_nothing_any_more(house: House) -> None:
    await house.offered("shinrin", "kanko", abstract=SAID, title=SAID)
    await learn_all(house)

    async with house.web.begin(seen_as(OFFICER)) as work:
        await recall_offer(work, "R8-0012", step(OFFICER), Addressee(department="shinrin"), "誤り", house.scheme)
    await learn_all(house)

    assert await taught(house) == {"R8-0012": ("kanko",)}


async def test_a_verdict_leaves_what_was_learned(house: House) -> None:
    await house.offered("shinrin", abstract=SAID, title=SAID)
    await house.taken_up(FOREST)
    async with house.web.begin(seen_as(FOREST)) as work:
        judgement = Judgement(verdict=Verdict.NOT_VIABLE, reason="できません。")
        await give_verdict(work, "R8-0012", step(FOREST), judgement, house.scheme)

    await learn_all(house)

    assert await taught(house) == {"R8-0012": ("shinrin",)}


async def test_facts_in_any_order_and_number_teach_the_present_state(house: House) -> None:
    await house.offered("shinrin", abstract=SAID, title=SAID)
    await returned(house)
    await offered_again(house, "kotsu")
    facts = await house.facts(AccessChanged)

    await learn_all(house, *reversed(facts), *facts)
    await learn_all(house, facts[0])

    assert await taught(house) == {"R8-0012": ("kotsu",)}
    assert len(await house.rows("SELECT 1 FROM routing.delivery_issue")) == 0


async def test_what_the_proposer_marked_and_who_proposes_is_not_learned(house: House) -> None:
    content = ProposalContent(
        title="渡船場の改修",
        fields=(
            FilledField(key="idea", label="提案", value="量子暗号を使います。", protected=True),
            FilledField(key="place", label="場所", value="渡船場"),
        ),
    )
    await house.offered("shinrin", abstract="株式会社みおが量子暗号で渡船場を改修します。", content=content)

    await learn_all(house)

    found = await terms(house)
    assert {"渡船場", "改修"} <= found
    assert [term for term in found if "量子" in term or "暗号" in term] == []


FORM = ProposalContent(
    title="湊工房による渡船場の改修",
    proposer="合同会社湊工房",
    fields=tuple(
        FilledField(key=key, label=key, value=value)
        for key, value in (
            ("proposer_name", "合同会社湊工房"),
            ("proposer_kana", "ミナトコウボウ"),
            ("representative", "代表社員　鬼頭　勘兵衛"),
            ("address", "帆津県帆津市灯台町"),
            ("track_record", "製糸場の保存"),
            ("background", "湊工房の鬼頭勘兵衛と申します。渡船場を改修します。"),
        )
    ),
)
MAIL = ProposalContent(
    title="渡船場の改修",
    proposer="湊工房　鬼頭勘兵衛",
    text="湊工房の鬼頭勘兵衛と申します。渡船場を改修します。",
)
WHO = ("湊", "工房", "鬼", "頭勘", "勘兵", "ミナト", "みなと", "灯台", "製糸")


ABSTRACT_OF_FORM = "製糸場を保存した湊工房（ミナトコウボウ、灯台町）の鬼頭勘兵衛氏が渡船場を改修します。"
ABSTRACT_OF_MAIL = "湊工房の鬼頭勘兵衛氏が渡船場を改修します。"


@pytest.mark.parametrize(("content", "abstract"), [(FORM, ABSTRACT_OF_FORM), (MAIL, ABSTRACT_OF_MAIL)])
async def test_who_proposes_is_not_learned_wherever_else_it_is_said(
    house: House, content: ProposalContent, abstract: str
) -> None:
    await house.offered("shinrin", abstract=abstract, content=content)

    await learn_all(house)

    found = await terms(house)
    assert {"渡船場", "改修"} <= found
    assert [term for term in found if any(piece in term for piece in WHO)] == []


async def test_what_a_later_sheet_marks_is_unlearned_when_the_reply_that_brings_it_is_told(house: House) -> None:
    case = await house.offered("shinrin", abstract="量子暗号で渡船場を改修します。", title="渡船場の改修")
    await learn_all(house)
    assert "量子暗号" in await terms(house)
    marked = FilledField(key="idea", label="提案", value="量子暗号", protected=True)
    async with house.intake.begin() as connection:
        await Documents(connection, document_tables(MetaData(schema="intake")), house.keyring).write(
            DocumentKind.SHEET,
            SheetContent(at=NOW, reply_id=uuid4(), fields=(marked,)).to_bytes(),
            keeper_id=case.proposal_id,
            keeper_kind=KeeperKind.PROPOSAL,
            desk_id=DESK,
        )

    await collect(house, reader_of(house), await answered(house, case.proposal_id))

    found = await terms(house)
    assert "渡船場" in found
    assert [term for term in found if "量子" in term or "暗号" in term] == []


async def test_a_reply_to_a_case_that_is_with_nobody_teaches_nothing(house: House) -> None:
    await house.opened()
    (opened,) = await house.openings()

    await collect(house, reader_of(house), await answered(house, opened.fact.proposal_id))

    assert await taught(house) == {}
    assert len(await house.rows("SELECT 1 FROM routing.delivery_issue")) == 0


async def test_a_case_whose_abstract_was_destroyed_teaches_nothing(house: House) -> None:
    await house.offered("shinrin", abstract=SAID, title=SAID)
    await learn_all(house)
    async with house.admin.begin() as connection:
        await connection.execute(
            text("UPDATE routing.keeper SET wrapped_key = NULL, destroyed_at = now() WHERE kind = 'case_given'")
        )
    assert await taught(house) == {}

    await learn_all(house)

    assert await taught(house) == {}
    assert len(await house.rows("SELECT 1 FROM routing.delivery_issue")) == 0


async def test_a_case_whose_proposal_was_destroyed_teaches_nothing(house: House) -> None:
    await house.offered("shinrin", abstract=SAID, title=SAID)
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE intake.keeper SET wrapped_key = NULL, destroyed_at = now()"))

    await learn_all(house)

    assert await taught(house) == {}


async def test_who_destroys_a_key_while_its_case_is_being_learned_waits_and_takes_it_along(house: House) -> None:
    await house.offered("shinrin", abstract=SAID, title=SAID)
    (fact,) = await house.facts(AccessChanged)

    async def destroy() -> None:
        async with house.admin.begin() as connection:
            await connection.execute(text("UPDATE routing.keeper SET wrapped_key = NULL WHERE kind = 'case_given'"))

    async def waiting() -> bool:
        return bool(await house.rows("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))

    async with house.worker.begin() as work:
        await learn([fact.aggregate_id], work)
        destroying = asyncio.create_task(destroy())
        await until(waiting)
        assert len((await work.connection.execute(text("SELECT 1 FROM routing.lesson"))).all()) == 1
    await destroying

    assert await taught(house) == {}


async def test_two_workers_learn_the_same_cases_in_other_orders_and_both_end(house: House) -> None:
    for number in NUMBERS:
        await house.offered("shinrin", receipt=number, abstract=SAID, title=SAID)
    facts = await house.facts(AccessChanged)

    await asyncio.gather(*(learn_all(house, *order) for order in (facts, facts[::-1], facts[1:], facts[::-1])))

    assert await taught(house) == dict.fromkeys(NUMBERS, ("shinrin",))
    assert len(await house.rows("SELECT 1 FROM routing.delivery_issue")) == 0


@pytest.mark.parametrize("count", [1, 3])
async def test_a_batch_costs_as_many_statements_as_one_case(house: House, count: int) -> None:
    for number in NUMBERS[:count]:
        await house.offered("shinrin", receipt=number, abstract=SAID, title=SAID)
    facts = await house.facts(AccessChanged)

    with noting_statements(house.worker.engine) as said:
        async with house.worker.begin() as work:
            await learn([one.aggregate_id for one in facts], work)

    # The cases, offers, municipalities, abstracts, schemes, proposals, keys; the old lessons away, the new ones in.
    assert len(said) == 9


async def test_three_decisions_speak_for_a_department_and_its_successor_inherits_them(
    house: House, scheme: DeskScheme
) -> None:
    for number in NUMBERS:
        await house.offered("kanko", receipt=number, abstract="養蜂家の支援", title="養蜂家の支援")
    await house.opened(receipt="R8-0013", title="養蜂家の提案")
    await learn_all(house)
    before = await look(house, "R8-0013", scheme)

    await reorganise(house)
    after = await look(house, "R8-0013", scheme)

    assert [spread_of(one)["養蜂家"] for one in (before, after)] == [{"kanko": 3}, {"miryoku": 3}]
    # No duty speaks of it: the earlier cases alone do, and the desk is told which.
    assert [grounds_of(one) for one in (before, after)] == [{"kanko": set(NUMBERS)}, {"miryoku": set(NUMBERS)}]


def grounds_of(opened: OpenedCase) -> dict[str, set[str]]:
    """Return the departments earlier cases speak for, with the numbers of those."""
    return {
        line.department: set(reason["cases"])
        for line in opened.suggestions
        for reason in line.reasons
        if reason["ground"] == "earlier"
    }


def spread_of(opened: OpenedCase) -> Mapping[str, Mapping[str, float]]:
    assert opened.advice is not None
    return opened.advice.learned.spread


async def reorganise(house: House) -> None:
    """Let tourism become another department today, by way of one that lasted a month."""
    async with house.admin.begin() as connection:
        await connection.execute(
            text("UPDATE routing.department SET valid_to = '2026-09-30', successor = 'kanko2' WHERE code = 'kanko'")
        )
        for code, since, until, successor in (
            ("kanko2", "2026-10-01", "2026-10-31", "miryoku"),
            ("miryoku", "2026-11-01", None, None),
        ):
            await connection.execute(
                text(
                    "INSERT INTO routing.department (desk_id, code, valid_from, valid_to, successor, name, kana,"
                    " bureau, extension, duties, position) VALUES (:desk, :code, CAST(CAST(:since AS text) AS date),"
                    " CAST(CAST(:until AS text) AS date), :successor, '魅力発信課', '', '', '', '{}', 9)"
                ),
                {"desk": DESK, "code": code, "since": since, "until": until, "successor": successor},
            )


async def test_a_department_is_not_told_what_other_cases_taught(house: House, scheme: DeskScheme) -> None:
    for number in NUMBERS:
        await house.offered("kanko", receipt=number, abstract="養蜂家の支援", title="養蜂家の支援")
    await learn_all(house)
    await house.offered("shinrin", receipt="R8-0013", abstract="養蜂家の提案", title="養蜂家の提案")
    await house.known(FOREST)

    async with house.web.begin(seen_as(FOREST)) as work:
        asked = await look_at_case(work, FOREST, "R8-0013", Directories({DESK: scheme}), at=NOW)
    await house.taken_up(FOREST, "R8-0013")
    async with house.web.begin(seen_as(FOREST)) as work:
        taken_up = await look_at_case(work, FOREST, "R8-0013", Directories({DESK: scheme}), at=NOW)

    assert [spread_of(one) for one in (asked, taken_up)] == [{}, {}]
