"""Other cases that say the same or something alike, beside the case they are compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.routing.domain.similarity import CLOSE, marks_of, shared_words
from services.routing.storage.likeness import LikenessStore, SimilarCase
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase, department_only
from services.routing.web.labels import LABELS
from shared.access.actor import Actor
from shared.web.labels import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarView:
    """One other case as the page shows it; *words* are what both say, in the spelling used for comparing."""

    receipt: str
    title: str
    proposer: str
    stage: str
    verdicts: tuple[str, ...]
    opened_at: datetime
    identical: bool
    close: bool
    words: tuple[str, ...]
    lesson: str = field(default="", repr=False)

    @property
    def near(self) -> bool:
        """Tell whether it is worth a look at once; the others stand behind one click."""
        return self.identical or self.close


async def similar_to(work: RoutingWork, opened: OpenedCase, actor: Actor) -> list[SimilarView]:
    """Return what says the same or something alike, as far as *actor* may open it; nothing before the case is open."""
    if opened.proposal is None:
        return []
    case = opened.case
    found = await work.likeness.alike(case.case_id, case.desk_id, department_only=department_only(actor))
    lessons = await work.case_lessons.of_cases([one.receipt for one in found], case.desk_id)
    return _views(found, opened.proposal.words, work.likeness, lessons)


def _views(
    found: Sequence[SimilarCase], text: str, store: LikenessStore, lessons: Mapping[str, str]
) -> list[SimilarView]:
    digests = {mark: store.digest(mark) for mark in marks_of(text)} if found else {}
    return [
        SimilarView(
            receipt=one.receipt,
            title=one.title,
            proposer=one.proposer,
            stage=LABELS.text(Audience.STAFF, one.stage),
            verdicts=tuple(LABELS.text(Audience.STAFF, verdict) for verdict in one.verdicts),
            opened_at=one.opened_at,
            identical=one.identical,
            close=one.likeness >= CLOSE,
            words=shared_words(text, {mark for mark, digest in digests.items() if digest in one.shared}),
            lesson=lessons.get(one.receipt, ""),
        )
        for one in found
    ]
