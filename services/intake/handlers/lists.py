"""Take a list in: look up which lines are known, and send the others through the one door for structured forms."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import orjson

from services.intake.domain.lists.judging import Judged, LineState
from services.intake.domain.lists.lines import ListLine, ListPlan, ReadList
from services.intake.handlers.contents import unfilled_warning
from services.intake.handlers.filled import Accepted, Filled, content_hash, fingerprint_of
from services.intake.storage.source_records import KnownRecord, SourceKey, source_key
from services.intake.storage.work import Work
from shared.documents.contents import FilledField
from shared.errors import DeskError, Temporary
from shared.events import Channel
from shared.scheme.model import DeskScheme

AT_ONCE: Final = 50
_MAX_KEPT: Final = 100
_UNRECORDED: Final = (
    "外部の入口から受け付けたもののうち、記録の番号を控えていない提案が{count}件あります。この一覧に同じ提案があっても"
    "「取り込み」に数えられ、取り込むと二重になります。取り込む前に、受付済みの提案と見比べてください。"
)
_CHANGED: Final = "受付済みの内容と違うところがあります。受付済みの提案は変わりません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingIn:
    """Who takes in which list, and whether proposers are told that it was received."""

    run_id: UUID
    plan: ListPlan
    scheme: DeskScheme
    actor: str
    acknowledge: bool

    def filled(self, line: ListLine) -> Filled:
        """Return a line as the door accepts it."""
        form = self.scheme.form
        kept = list(line.kept.items())[:_MAX_KEPT]
        return Filled(
            scheme=self.scheme,
            channel=Channel.IMPORT,
            client=f"import.{self.run_id}",
            key=str(line.number),
            actor=self.actor,
            raw=orjson.dumps({"line": line.number, "columns": dict(line.cells)}, option=orjson.OPT_INDENT_2),
            raw_media_type="application/json",
            result=line.result,
            extra=tuple(
                FilledField(key=f"unknown.{number}", label=name, value=value)
                for number, (name, value) in enumerate(kept, start=1)
            ),
            warnings=unfilled_warning(form, line.result),
            fingerprint=fingerprint_of(line.number, ()),
            record=self.key_of(line),
            acknowledge=self.acknowledge,
        )

    def key_of(self, line: ListLine) -> SourceKey:
        """Return which record a line is."""
        return key_of(self.plan, self.scheme, line)


def key_of(plan: ListPlan, scheme: DeskScheme, line: ListLine) -> SourceKey:
    """Return which record a line is, the same in whatever file it stands and whatever door it comes through."""
    return source_key(scheme.desk_id, plan.source, line.named)


async def judge(read: ReadList, plan: ListPlan, scheme: DeskScheme, work: Work) -> list[Judged]:
    """Tell of every line what would become of it; nothing is changed."""
    keys = {line.number: key_of(plan, scheme, line) for line in read.lines if not line.wrong}
    known = await work.sources.find(list(dict.fromkeys(keys.values())))
    return [
        Judged(number=line.number, state=LineState.WRONG, reasons=line.wrong)
        if line.wrong
        else _judged(line, known.get(keys[line.number]))
        for line in read.lines
    ]


async def unrecorded(plan: ListPlan, scheme: DeskScheme, work: Work) -> int:
    """Count what may stand in the list of a gateway and was received before its records were kept."""
    return 0 if plan.gateway is None else await work.sources.received_before(scheme.desk_id, plan.source)


def unrecorded_warning(count: int) -> str:
    """Return the warning for a person who compares a list, or nothing."""
    return _UNRECORDED.format(count=f"{count:,}") if count else ""


def _judged(line: ListLine, known: KnownRecord | None) -> Judged:
    if known is not None:
        changed = known.content_sha256 != content_hash(line.result)
        waits = () if known.receipt else ("保留箱で扱いを待っているか、対象外とされています。",)
        return Judged(
            number=line.number,
            state=LineState.KNOWN,
            receipt=known.receipt,
            reasons=waits + ((_CHANGED,) if changed else ()),
        )
    if line.like is not None:
        return Judged(
            number=line.number, state=LineState.TWICE, reasons=(f"このファイルの{line.like:,}行目と同じです。",)
        )
    return Judged(number=line.number, state=LineState.NEW)


async def take_in(
    read: ReadList,
    judged: Sequence[Judged],
    taking: TakingIn,
    accept: Callable[[Filled], Awaitable[Accepted]],
) -> list[Judged]:
    """Accept the new lines, some at a time, and tell what became of each; a line that is refused hurts only itself.

    Raise Temporary when the database goes away: what was taken in until then is known when the file comes again.
    """
    lines = {line.number: line for line in read.lines}
    became = {one.number: one for one in judged}
    new = [one.number for one in judged if one.state is LineState.NEW]
    for begin in range(0, len(new), AT_ONCE):
        numbers = new[begin : begin + AT_ONCE]
        told = await asyncio.gather(
            *(accept(taking.filled(lines[number])) for number in numbers), return_exceptions=True
        )
        for number, answer in zip(numbers, told, strict=True):
            became[number] = _became(became[number], answer)
    return [became[one.number] for one in judged]


def _became(one: Judged, answer: Accepted | BaseException) -> Judged:
    if isinstance(answer, Temporary) or (isinstance(answer, BaseException) and not isinstance(answer, DeskError)):
        raise answer
    if isinstance(answer, DeskError):
        return replace(one, state=LineState.WRONG, reasons=(answer.public,))
    state = LineState.KNOWN if answer.again else LineState.TAKEN
    return replace(one, state=state, receipt=answer.receipt)
