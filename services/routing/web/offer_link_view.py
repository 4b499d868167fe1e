"""What the holder of a link reads: the desk, what is asked, what all candidates may read, and how it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.routing.domain.case import Case, Offer
from services.routing.domain.roles import Addressee, Side
from services.routing.domain.stage import ENDS, OfferState, Stage
from services.routing.domain.task import TaskKind, TaskState
from services.routing.domain.transitions import permitted
from services.routing.storage.party_offers import Place
from services.routing.storage.questions import questions_of
from services.routing.storage.work import RoutingWork
from services.routing.web.partner_consent import drafts_before, public_of
from shared.events import OwedBy, Verdict
from shared.japanese.era import day_in_japan

ANSWERS: Final[dict[Verdict, tuple[str, str]]] = {
    Verdict.VIABLE: ("応じます", "連携して取り組むことを希望します。"),
    Verdict.CONDITIONAL: ("条件付きで応じます", "条件が整えば取り組みます。条件を下の欄にご記入ください。"),
    Verdict.KEEP_STUDYING: ("検討を続けます", "すぐにはお答えできません。次にお答えできる日をご記入ください。"),
    Verdict.NOT_VIABLE: ("辞退します", "今回は取り組みません。"),
}
_STATES: Final = {
    OfferState.ASKED: "ご検討をお願いしています",
    OfferState.TAKEN_UP: "ご検討いただいています",
    OfferState.JUDGED: "ご回答をいただきました",
    OfferState.RETURNED: "ご辞退の連絡をいただきました",
    OfferState.EXPIRED: "ご回答の期日を過ぎたため、受付を終了しました",
    OfferState.RECALLED: "県の都合により、ご検討のお願いを取りやめました",
}
_WORKING: Final = frozenset({Stage.COORDINATING, Stage.IMPLEMENTING})
_OVER: Final = "このご検討は終了しました"


async def link_view(work: RoutingWork, place: Place, at: datetime) -> dict[str, Any]:
    """Return what the page draws; row-level security has left out everything of the other candidates."""
    case = await work.cases.find(place.desk_id, place.receipt)
    offer = next(one for one in case.offers if one.offer_id == place.offer_id)
    scheme = await work.schemes.of_case(place.desk_id, place.receipt)
    today = day_in_japan(at)
    departments = {one.code: one.name for one in await work.queries.departments(place.desk_id, today)}
    told = await work.contents.told_to(_documents(case, offer, place))
    questions = await questions_of(work.connection, work.keyring, case.case_id)
    return {
        "scheme": scheme,
        "case": case,
        "offer": offer,
        "stands": case.offer_of(offer.addressee) == offer,
        "state": _state(case, offer),
        "from_department": departments.get(case.proposing or "", ""),
        "acts": {verb.value for verb in permitted(case, Side.ADDRESSEE, Addressee(party_id=place.party_id))},
        "abstract": told.get(case.abstract_id),
        "note": told.get(offer.note_id),
        "released": told.get(offer.released_id),
        "closing": told.get(offer.closing_id),
        "reason": told.get(place.reason_id) if offer.verdict else None,
        "answered": ANSWERS[offer.verdict][0] if offer.verdict in ANSWERS else "",
        "answers": [(verdict.value, *words) for verdict, words in ANSWERS.items()],
        "todos": _todos(case, place, told),
        "published": [one for one in questions if one.answered_at is not None],
        "drafts": await drafts_before(work, place),
        "public": await public_of(work, place),
        "waiting": [one for one in questions if one.answered_at is None and one.offer_id == offer.offer_id],
    }


def _documents(case: Case, offer: Offer, place: Place) -> list[UUID]:
    owed = [one for task in case.tasks for one in (task.words_id, task.missing_id)]
    wanted = (case.abstract_id, offer.note_id, offer.released_id, offer.closing_id, place.reason_id, *owed)
    return [one for one in wanted if one is not None]


def _todos(case: Case, place: Place, told: Mapping[UUID | None, str]) -> list[dict[str, Any]]:
    """Return what the body owes while both sides work; row-level security has left out what others owe."""
    chosen = case.stage in _WORKING and place.party_id in case.chosen_parties
    return [
        {
            "task": task,
            "words": told.get(task.words_id, ""),
            "missing": told.get(task.missing_id, "") if task.is_open else "",
            "asks": task.kind is TaskKind.TODO and task.is_open,
        }
        for task in case.tasks
        if chosen and task.owed_by is OwedBy.COUNTERPART and task.state is not TaskState.DROPPED
    ]


def _state(case: Case, offer: Offer) -> str:
    running = offer.round == case.round and case.stage not in ENDS
    if offer.chosen is not None:
        return "県の連携先に決まりました" if offer.chosen else "検討の結果、今回は見送りとなりました"
    gone = offer.state in {OfferState.RECALLED, OfferState.EXPIRED, OfferState.RETURNED}
    return _STATES[offer.state] if running or gone else _OVER
