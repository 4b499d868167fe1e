"""The clock on the page of a case: the acts by which the desk moves a day it promised, or one of an addressee."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.responses import Response

from services.routing.domain.verbs import Verb
from services.routing.handlers.extending import LongerOffer, extend_offer
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.handlers.verbs.words import LONGEST_CHARS
from services.routing.web.access import CaseAccess
from services.routing.web.acting import AskedOfCase, Text, act
from services.routing.web.days import day_typed
from shared.errors import Invalid
from shared.web.csrf import csrf_protected


class UntilMissing(Invalid):
    """A day is moved to another day."""

    public_message = "延長後の期限を、年・月・日の数字で入力してください。"


def clock_acts(access: CaseAccess) -> APIRouter:
    """Return the acts of extending; each is a POST form, carries its version, and answers 303."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(csrf_protected)])

    @router.post("/cases/{receipt}/extend")
    async def extend_promise(asked: AskedOfCase, receipt: str) -> Response:
        form = await asked.request.form()
        words = str(form.get("extend-words", ""))[:LONGEST_CHARS]
        return await act(
            access,
            asked,
            lambda w, s, scheme: perform(
                Doing(work=w, receipt=receipt, step=s, scheme=scheme),
                Verb.EXTEND,
                {"until": _until(form, "extend-until"), "words": words},
            ),
            "extend-until" if words.strip() else "extend-words",
        )

    @router.post("/cases/{receipt}/extend-offer")
    async def extend_one_offer(
        asked: AskedOfCase,
        receipt: str,
        department: Annotated[str, Form(max_length=63)] = "",
        party_id: Annotated[UUID | None, Form()] = None,
        reason: Text = "",
    ) -> Response:
        form = await asked.request.form()
        addressee = department or str(party_id)
        return await act(
            access,
            asked,
            lambda w, s, _: extend_offer(
                w,
                receipt,
                s,
                LongerOffer(
                    until=_until(form, f"until-{addressee}"),
                    reason=reason,
                    department=department or None,
                    party_id=party_id,
                ),
            ),
            f"{'until' if reason.strip() else 'longer'}-{addressee}",
        )

    return router


def _until(form: FormData, name: str) -> date:
    typed = day_typed(form, name, wrong=UntilMissing)
    if typed is None:
        raise UntilMissing
    return typed
