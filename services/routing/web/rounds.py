"""The acts of a round: questions, answers the desk writes down, days that passed, and its end."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from services.routing.domain.refusals import PartnerUnclear
from services.routing.domain.roles import Addressee
from services.routing.domain.verbs import Verb
from services.routing.handlers import questioning, rounds
from services.routing.handlers.acting import Step
from services.routing.handlers.answering_for_party import Heard, answer_for
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act, ask
from services.routing.web.days import day_typed
from shared.errors import Invalid
from shared.events import CooperationWay, Verdict
from shared.scheme.model import DeskScheme
from shared.web.csrf import csrf_protected

Department = Annotated[str | None, Form(max_length=63)]
PartyId = Annotated[UUID | None, Form()]


class WayMissing(Invalid):
    """How the partner is found is said."""

    public_message = "進め方（協働型・契約型）を選んでください。"


def round_acts(access: CaseAccess) -> APIRouter:
    """Return the acts of a round; each is a POST form, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])
    _questions(router, access)
    _ends(router, access)
    return router


def _questions(router: APIRouter, access: CaseAccess) -> None:
    @router.post("/cases/{receipt}/question")
    async def ask_desk(asked: AskedOfCase, receipt: str, question: Text = "") -> Response:
        return await act(access, asked, lambda w, s, _: questioning.ask_question(w, receipt, s, question), "question")

    @router.post("/cases/{receipt}/answer-question")
    async def answer(
        asked: AskedOfCase, receipt: str, question_id: Annotated[UUID, Form()], words: Text = "", answer: Text = ""
    ) -> Response:
        said = {"question_id": question_id, "words": words, "answer": answer}
        return await ask(access, asked, Verb.ANSWER_QUESTION, said, f"answer-{question_id}", then=f"/cases/{receipt}")

    @router.post("/cases/{receipt}/answer-for")
    async def write_down(
        asked: AskedOfCase,
        receipt: str,
        party_id: Annotated[UUID, Form()],
        verdict: Annotated[Verdict, Form()],
        reason: Text = "",
        conditions: Text = "",
        reply_id: Annotated[UUID | None, Form()] = None,
    ) -> Response:
        form = await asked.request.form()
        heard = Heard(
            party_id=party_id,
            verdict=verdict,
            reason=reason,
            conditions=conditions,
            next_day=day_typed(form, f"next-{party_id}"),
            reply_id=reply_id,
        )
        return await act(
            access, asked, lambda w, s, scheme: answer_for(w, receipt, s, heard, scheme), f"heard-{party_id}"
        )


def _ends(router: APIRouter, access: CaseAccess) -> None:
    @router.post("/cases/{receipt}/expire-offer")
    async def expire(
        asked: AskedOfCase, receipt: str, department: Department = None, party_id: PartyId = None
    ) -> Response:
        whose = Addressee(department=department, party_id=party_id)
        return await act(
            access, asked, lambda w, s, scheme: rounds.expire_offer(w, receipt, s, whose, scheme), "expire"
        )

    @router.post("/cases/{receipt}/close-round")
    async def close(
        asked: AskedOfCase,
        receipt: str,
        partners: Annotated[list[UUID], Form()] = [],  # noqa: B006 - FastAPI copies the default of a form list
        way: Annotated[str, Form(max_length=20)] = "",
        ground: Text = "",
        words: Text = "",
        words_to_others: Text = "",
        words_to_partners: Text = "",
    ) -> Response:
        async def do(work: RoutingWork, step: Step, scheme: DeskScheme) -> object:
            if way not in set(CooperationWay):
                raise WayMissing
            if not partners:
                raise PartnerUnclear
            said = {
                "partners": partners,
                "way": way,
                "ground": ground,
                "words": words,
                "words_to_others": words_to_others,
                "words_to_partners": words_to_partners,
            }
            return await perform(Doing(work=work, receipt=receipt, step=step, scheme=scheme), Verb.CLOSE_ROUND, said)

        needed = {"partners": partners, "way": way, "ground": ground.strip(), "words": words.strip()}
        return await act(
            access, asked, do, next((name for name, said in needed.items() if not said), "words_to_others")
        )
