"""Who proposes, beside a case: the party it came to, and what a person should look at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.routing.domain.body_names import PartyKind, number_of
from services.routing.domain.keeping import Party
from services.routing.domain.party import Found
from services.routing.handlers.recognising import numbers_typed, stated_in
from services.routing.storage.party_lines import Alike, PartyCase
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.labels import LABELS
from shared.access.policy import Action
from shared.documents.as_read import AsRead
from shared.events import ProposerKind
from shared.web.labels import Audience

CALLED, NEW, NONE = "called", "new", "none"
_WAYS: Final = (
    (CALLED, "登録済みの団体（下に名称又は法人番号を入力）", ""),
    (NEW, "新しい団体として登録する（下に名称を入力）", ""),
    (NONE, "団体に結び付けない", "個人からの提案などの場合です。"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyBeside:
    """The party of a case as its page shows it; *entry* is what the case is linked to, perhaps merged since."""

    party: Party | None
    entry: UUID | None
    found: Found | None
    others: Sequence[PartyCase]
    alike: Sequence[Alike]
    stated: str = field(repr=False)
    wrong_number: str
    other_number: str
    may_keep: bool
    choices: Sequence[tuple[str, str, str]]
    kinds: Sequence[tuple[str, str]]


async def party_beside(work: RoutingWork, opened: OpenedCase) -> PartyBeside | None:
    """Return who proposes; None for a reader who may not see the registry or has not opened the proposal."""
    if opened.proposal is None or opened.contact is None or Action.PARTY_SEE not in opened.may:
        return None
    case_id = opened.case.case_id
    entry, found = await work.party_queries.party_of(case_id) or (None, None)
    party = await work.parties.find(opened.case.desk_id, entry) if entry else None
    cases = await work.party_queries.cases(party) if party else []
    alike = await (work.party_queries.alike(party) if party else work.party_queries.alike_to_case(case_id))
    said = AsRead(content=opened.proposal, contact=opened.contact, corrections=(), beside=())
    number, typed = number_of(*numbers_typed(said, opened.scheme))
    return PartyBeside(
        party=party,
        entry=entry,
        found=found,
        others=[one for one in cases if one.case_id != case_id],
        alike=alike,
        stated=stated_in(said, ProposerKind(opened.row["proposer_kind"]), opened.scheme).name,
        wrong_number=typed if number is None else "",
        other_number=number if number and party and party.number not in {None, number} else "",
        may_keep=Action.PARTY_KEEP in opened.may,
        choices=[*((str(one.line.party_id), one.line.name or "名称の登録なし", "候補") for one in alike), *_WAYS],
        kinds=[(one.value, LABELS.text(Audience.STAFF, one)) for one in PartyKind if one is not PartyKind.UNKNOWN],
    )
