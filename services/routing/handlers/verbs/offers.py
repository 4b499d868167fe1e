"""The desk asks departments or bodies outside the office, and takes back what it asked."""

from datetime import date
from typing import Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.body_names import PartyKind
from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers import asking_parties, offering, recalling, sending_anew
from services.routing.handlers.acting import scope_of
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.whose import OfOneOffer
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.documents.contents import ContactContent


class OwnOfDepartment(Asked):
    """What one department has apart from the others."""

    department: str = Field(title="送付先の課")
    due: date | None = Field(default=None, title="この課の回答期限")
    note: str = Field(default="", title="この課への連絡", max_length=LONGEST_CHARS)


class PartyToAsk(Asked):
    """One body that is asked, and whom to write to there."""

    party: str = Field(default="", title="団体", description="団体の番号（UUID）、名称又は法人番号です。")
    new_name: str = Field(default="", title="新しい団体の名称", max_length=200)
    kind: PartyKind = Field(default=PartyKind.UNKNOWN, title="新しい団体の種別")
    contact_id: UUID | None = Field(default=None, title="登録済みの連絡先")
    contact_name: str = Field(default="", title="連絡先の氏名又は所属", max_length=200)
    contact_email: str = Field(default="", title="連絡先の電子メール", max_length=320)
    due: date | None = Field(default=None, title="この団体の回答期限")
    note: str = Field(default="", title="この団体への連絡", max_length=LONGEST_CHARS)


class Offering(Asked):
    """Whom the desk asks, and by when: departments, or, for what a department wishes, bodies outside the office."""

    departments: tuple[str, ...] = Field(default=(), title="送付先の課", description="課のコードの一覧です。")
    lead: str = Field(default="", title="主担当の課", description="一つだけ送付するときは省けます。")
    due: date | None = Field(default=None, title="回答期限", description="省くと、デスクの設定の日数で決まります。")
    own: tuple[OwnOfDepartment, ...] = Field(default=(), title="課ごとの期限と連絡")
    parties: tuple[PartyToAsk, ...] = Field(
        default=(), title="検討を依頼する団体", description="県の課からの提案のときに指定します。"
    )
    note: str = Field(
        default="",
        title="送付先への連絡",
        description="連絡を別に書いていない課・団体すべてに届きます。",
        max_length=LONGEST_CHARS,
    )
    release: bool = Field(
        default=True,
        title="提案の内容の開示",
        description="引き受けた団体に、保護の希望がない部分を開示します。",
    )
    late: bool = Field(
        default=True,
        title="上限より後の回答期限",
        description="false のときは、提案中の段階の上限より後の回答期限を受け付けません。",
    )


class Recall(OfOneOffer):
    """Which offer is taken back, and why."""

    reason: str = Field(title="理由", max_length=10_000)


async def _offer(doing: Doing, asked: Offering) -> Case:
    if asked.parties or (not asked.departments and await _for_parties(doing)):
        to_parties = asking_parties.AskedParties(
            parties=tuple(_asked_party(one) for one in asked.parties),
            due=asked.due,
            note=asked.note,
            release=asked.release,
            late=asked.late,
        )
        return await asking_parties.ask_parties(doing.work, doing.receipt, doing.step, to_parties, doing.scheme)
    own = {one.department: offering.Own(due=one.due, note=one.note) for one in asked.own}
    to = offering.Addressees(
        departments=asked.departments, lead=asked.lead, due=asked.due, note=asked.note, own=own, late=asked.late
    )
    return await offering.make_offers(doing.work, doing.receipt, doing.step, to, doing.scheme)


async def _for_parties(doing: Doing) -> bool:
    """Tell whether bodies outside the office are asked, where nobody was named."""
    return scope_of(await doing.work.cases.find(doing.step.actor.desk_id, doing.receipt)).parties_asked


async def _recall(doing: Doing, asked: Recall) -> Case:
    return await recalling.recall_offer(
        doing.work, doing.receipt, doing.step, asked.addressee, asked.reason, doing.scheme
    )


async def _send_anew(doing: Doing, asked: OfOneOffer) -> Case:
    return await sending_anew.send_anew(doing.work, doing.receipt, doing.step, asked.addressee)


def without_contacts(asked: Offering) -> Offering:
    """Return whom the desk meant to ask without whom to write to there."""
    nobody = {"contact_name": "", "contact_email": ""}
    return asked.model_copy(update={"parties": tuple(one.model_copy(update=nobody) for one in asked.parties)})


def _asked_party(one: PartyToAsk) -> asking_parties.AskedParty:
    return asking_parties.AskedParty(
        party=_id_or_name(one.party),
        new_name=one.new_name,
        kind=one.kind,
        contact_id=one.contact_id,
        contact=ContactContent(name=one.contact_name, email=one.contact_email),
        due=one.due,
        note=one.note,
    )


def _id_or_name(said: str) -> UUID | str:
    try:
        return UUID(said)
    except ValueError:
        return said


OFFER: Final = Door(verb=Verb.OFFER, action=Action.CASE_OFFER, asks=Offering, do=_offer)
RECALL_OFFER: Final = Door(verb=Verb.RECALL_OFFER, action=Action.OFFER_RECALL, asks=Recall, do=_recall)
SEND_ANEW: Final = Door(verb=Verb.SEND_ANEW, action=Action.OFFER_RECALL, asks=OfOneOffer, do=_send_anew)
