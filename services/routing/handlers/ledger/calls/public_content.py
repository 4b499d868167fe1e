"""What everybody reads of a call: its words, its form, the answers so far, and at last what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.routing.domain.ledger.calls.call import Call
from services.routing.handlers.ledger.door import Doing
from shared.documents import DocumentKind
from shared.documents.calls import CallAnswer, CallText
from shared.documents.public import PublicAnswer, PublicContent, PublicOutcome, PublicSection
from shared.events import CallPublished
from shared.japanese.era import fiscal_year, wareki


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown beside the call as it stands: an answer that is new, an outcome, whether it takes no more."""

    answer: CallAnswer | None = None
    outcome: PublicOutcome | None = None
    closed: bool = False
    by_one: bool = False


async def published(doing: Doing, call: Call, shown: Shown) -> CallPublished:
    """Write what everybody reads of the call from now on and return the fact that tells it."""
    content = await _content(doing, call, shown)
    content_id = await doing.work.ledger_texts.write(call.item_id, call.desk_id, content, kind=DocumentKind.PUBLIC)
    return CallPublished(
        number=call.number,
        content_id=content_id,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        reverse=call.reverse,
        closed=shown.closed or call.closed_early,
        closed_on=call.closed_on,
        by_one=shown.by_one,
        results_by=call.result_day,
    )


async def _content(doing: Doing, call: Call, shown: Shown) -> PublicContent:
    text = await doing.work.ledger_texts.open(call.text_id, CallText)
    kept = await doing.work.ledger_texts.open_many(call.answers, CallAnswer)
    answers = [kept[one] for one in call.answers if one in kept]
    if shown.answer is not None:
        answers.append(shown.answer)
    return PublicContent(
        title=text.title,
        summary=text.sought,
        sections=tuple(_sections(call, text, judged=shown.outcome is not None)),
        departments=await departments_of(doing, call),
        partners=await _partners(doing, call.party_id),
        fiscal_year=fiscal_year(call.opens_on),
        questions=tuple(PublicAnswer(question=one.question, answer=one.answer, day=one.day) for one in answers),
        fields=text.questions,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        outcome=shown.outcome,
        contact=text.contact,
    )


def _sections(call: Call, text: CallText, *, judged: bool) -> Iterator[PublicSection]:
    yield PublicSection(heading="背景と課題", text=text.background)
    if text.money:
        yield PublicSection(heading="資金・条件", text=text.money)
    if not judged:
        yield PublicSection(heading="結果のお知らせ", text=f"{wareki(call.result_day)}までを予定しています。")
    if text.criteria:
        weighed = zip(text.criteria, call.weights, strict=True)
        listed = "\n".join(f"{words}（重み {weight}）" for words, weight in weighed)
        yield PublicSection(heading="審査の観点", text=listed)


async def departments_of(doing: Doing, call: Call) -> tuple[str, ...]:
    """Return the names of the departments in charge, the desk's own where there is none."""
    if call.lead is None:
        return (doing.scheme.department_name,)
    names = {one.code: one.name for one in await doing.work.organisation.duties(call.desk_id, doing.step.today)}
    return (names.get(call.lead, call.lead),)


async def _partners(doing: Doing, party_id: UUID | None) -> tuple[str, ...]:
    if party_id is None:
        return ()
    return tuple(line.name for line in await doing.work.party_queries.these([party_id]) if line.name)
