"""A project gets its name, its fields, and its place under an agreement."""

from uuid import UUID

from pydantic import Field

from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import AboutWords
from services.routing.handlers.ledger.agreements.bodies import fields_meant
from services.routing.handlers.ledger.agreements.named import NoSuchAgreement
from services.routing.handlers.ledger.days import Day
from services.routing.handlers.ledger.door import BeginDoor, Decided, Doing, LedgerDoor
from services.routing.handlers.ledger.projects.owners import Owners, owned_by
from services.routing.handlers.verbs.door import Asked
from services.routing.handlers.verbs.words import LONGEST_CHARS
from services.routing.ports import NoSuchCase
from shared.access.policy import Action
from shared.errors import Invalid
from shared.events import LedgerKind
from shared.events.projects import ProjectBegun, ProjectDescribed, ProjectPutUnder

_TITLE = Field(
    title="件名",
    description="庁内の一覧に表示されます。",
    examples=["渡し船の実証運航"],
    min_length=1,
    max_length=200,
)
_FIELDS = Field(default=None, title="分野", examples=[["tourism"]], max_length=50)
_ABOUT = Field(
    default=None, title="内容", examples=["春と秋の休日に、渡し船を試しに動かす。"], max_length=LONGEST_CHARS
)
_AGREEMENT = Field(
    default=None,
    title="協定の番号",
    description="協定による取組みのとき、その協定の番号です。",
    examples=["KR8-0001"],
    max_length=40,
)


class NoSuchCaseHere(Invalid):
    """There is no such case, or it is not yours to see."""

    place = "receipt"
    public_message = "この受付番号の案件は見つからないか、閲覧できません。"


class NewProject(Owners):
    """A project that the desk begins itself; perhaps it belongs with a case all the same."""

    title: str = _TITLE
    about: str | None = _ABOUT
    fields: tuple[str, ...] | None = _FIELDS
    agreement: str | None = _AGREEMENT
    starts_on: Day | None = Field(default=None, title="開始予定日", examples=["2027-04-01"])
    receipt: str | None = Field(
        default=None,
        title="案件の受付番号",
        description="案件に関係する事業のときに入力します。見送った案件の支障を記録するときにも使えます。",
        examples=["R8-0012"],
        max_length=40,
    )


class NewName(Asked):
    """How a project is called from now on, and what it is about; what is not said stays as it is."""

    title: str = _TITLE
    about: str | None = _ABOUT
    fields: tuple[str, ...] | None = _FIELDS


class Above(Asked):
    """Under which agreement a project stands; none takes it out from under it."""

    agreement: str | None = _AGREEMENT


async def _begin(doing: Doing, item_id: UUID, number: str, asked: NewProject) -> Decided:
    owned = await owned_by(doing, item_id, asked, {})
    await _check_agreement(doing, asked.agreement)
    words = AboutWords(title=asked.title.strip(), about=asked.about or "")
    fact = ProjectBegun(
        number=number,
        case_id=await _case(doing, asked.receipt),
        receipt=asked.receipt,
        lead=owned.lead,
        departments=owned.departments,
        parties=owned.parties,
        municipalities=owned.municipalities,
        owners_id=owned.owners_id,
        agreement=asked.agreement,
        fields=fields_meant(doing, asked.fields or ()),
        starts_on=asked.starts_on,
        text_id=await doing.work.ledger_texts.write(item_id, doing.actor.desk_id, words),
    )
    return Decided(facts=[fact], title=words.title)


async def _rename(doing: Doing, project: Project, asked: NewName) -> Decided:
    texts = doing.work.ledger_texts
    before = await texts.open_many([] if project.text_id is None else [project.text_id], AboutWords)
    about = next((one.about for one in before.values()), "") if asked.about is None else asked.about
    words = AboutWords(title=asked.title.strip(), about=about)
    fields = project.fields if asked.fields is None else asked.fields
    fact = ProjectDescribed(
        number=project.number,
        text_id=await texts.write(project.item_id, project.desk_id, words),
        fields=fields_meant(doing, fields),
    )
    return Decided(facts=[fact], title=words.title)


async def _put(doing: Doing, project: Project, asked: Above) -> Decided:
    await _check_agreement(doing, asked.agreement)
    if project.under == frozenset(filter(None, [asked.agreement])):
        return Decided(facts=())
    return Decided(facts=[ProjectPutUnder(number=project.number, agreement=asked.agreement)])


async def _case(doing: Doing, receipt: str | None) -> UUID | None:
    if receipt is None:
        return None
    try:
        row = await doing.work.queries.one(doing.actor.desk_id, receipt)
    except NoSuchCase as error:
        raise NoSuchCaseHere from error
    return UUID(str(row["case_id"]))


async def _check_agreement(doing: Doing, number: str | None) -> None:
    if number is None:
        return
    found = await doing.work.ledger_queries.by_number(doing.actor.desk_id, frozenset({number}))
    if number not in found or found[number].kind is not LedgerKind.AGREEMENT:
        raise NoSuchAgreement


BEGIN: BeginDoor[NewProject] = BeginDoor(action=Action.PROJECT_BEGIN, asks=NewProject, do=_begin)
RENAME: LedgerDoor[Project, NewName] = LedgerDoor(verb="rename", action=Action.PROJECT_KEEP, asks=NewName, do=_rename)
PUT_UNDER: LedgerDoor[Project, Above] = LedgerDoor(verb="put-under", action=Action.PROJECT_KEEP, asks=Above, do=_put)
