"""Judge a run from what clients know and what an outsider sees: sets, counts and order, no table of ours."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.faults.client import address_of
from tests.faults.journal import Door, Entry, What
from tests.faults.seen import Case, Copy, Look, Notice, Seen

STAGES: Final = ("received", "confirming", "offered", "reviewing", "coordinating", "implementing", "completed")
STAGE_AFTER: Final = {
    "case.opened.v1": "received",
    "case.confirmation_started.v1": "confirming",
    "case.offer_made.v1": "offered",
    "case.offer_accepted.v1": "reviewing",
}
OPENED: Final = "case.opened.v1"
FACT_OF: Final = {
    "confirm": "case.confirmed.v1",
    "offer": "case.offer_made.v1",
    "take-up": "case.offer_accepted.v1",
    "verdict": "case.verdict_given.v1",
}
# Whom a fact tells: the inbox (None: that of the fact's department) and the kind of notice.
TELLS: Final = {
    "case.opened.v1": ("desk", "case_opened"),
    "case.offer_made.v1": (None, "offer_made"),
    "case.offer_accepted.v1": ("desk", "offer_accepted"),
    "case.verdict_given.v1": ("desk", "verdict_given"),
}
# Operators are called by mail when something is wrong; how often that is says nothing about proposals.
OFFICE: Final = "@pref.miono.example.jp"
ANSWERS: Final = frozenset({FACT_OF["take-up"], FACT_OF["verdict"]})
WITH_A_PERSON: Final = frozenset({"held"})


class Wrong(StrEnum):
    """What can be wrong."""

    LOST = "lost"
    DOUBLED = "doubled"
    INVENTED = "invented"
    OUT_OF_ORDER = "out_of_order"
    PARKED_INNOCENT = "parked_innocent"
    LEAKED = "leaked"
    UNREST = "unrest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing that is wrong, which invariant says so, and about what."""

    wrong: Wrong
    invariant: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """The journals, by key and by act."""

    accepted: Mapping[str, frozenset[str]]
    held_back: Mapping[str, frozenset[str]]
    refused: frozenset[str]
    invoked: frozenset[str]
    acts: Sequence[Entry]


def clients_of(journal: Iterable[Entry]) -> Clients:
    """Sort what the clients noted: receipts by accepted key, raw ids by key, what was refused, people's acts."""
    accepted: dict[str, set[str]] = defaultdict(set)
    raw_ids: dict[str, set[str]] = defaultdict(set)
    refused, invoked, acts = set(), set(), []
    for entry in journal:
        if entry.door is Door.PAGE:
            acts.append(entry)
            continue
        match entry.what:
            case What.INVOKE:
                invoked.add(entry.key)
            case What.OK:
                accepted[entry.key] |= {entry.receipt} if entry.receipt else set()
                raw_ids[entry.key] |= {entry.raw_id} if entry.raw_id else set()
            case What.REFUSED:
                refused.add(entry.key)
            case What.FAIL | What.UNKNOWN:
                pass
    return Clients(
        accepted={key: frozenset(receipts) for key, receipts in accepted.items()},
        held_back={key: frozenset(ids) for key, ids in raw_ids.items()},
        refused=frozenset(refused),
        invoked=frozenset(invoked),
        acts=acts,
    )


def judge(journal: Iterable[Entry], seen: Seen, guilty: frozenset[str]) -> list[Violation]:
    """Return everything that is wrong; *guilty* holds the ids of the deliveries that were made to fail."""
    clients = clients_of(journal)
    return [
        *_proposals(clients, seen),
        *_numbers(seen),
        *_cases(seen),
        *_acts(clients, seen),
        *_notices(seen),
        *_mails(seen),
        *_pages(seen),
        *_parked(seen, guilty),
        *_rest(seen),
    ]


def _say(wrong: Wrong, invariant: str, about: str) -> Violation:
    return Violation(wrong=wrong, invariant=invariant, about=about)


def waits_for_a_person(clients: Clients, seen: Seen, key: str) -> bool:
    """Tell whether a mail of *key* lies where a person must look at it."""
    return any(seen.outcomes.get(raw_id) in WITH_A_PERSON for raw_id in clients.held_back.get(key, ()))


def _proposals(clients: Clients, seen: Seen) -> Iterator[Violation]:
    of_key = Counter(case.key for case in seen.cases if case.key is not None)
    receipt_of = {case.key: case.receipt for case in seen.cases}
    for key, receipts in clients.accepted.items():
        if not of_key[key] and not waits_for_a_person(clients, seen, key):
            yield _say(Wrong.LOST, "I1", f"proposal {key}")
        if len(receipts) > 1:
            yield _say(Wrong.DOUBLED, "I3", f"receipts of {key}: {sorted(receipts)}")
        if of_key[key] == 1 and receipts - {receipt_of[key]}:
            yield _say(Wrong.LOST, "I3", f"receipt told for {key}: {sorted(receipts)}, case {receipt_of[key]}")
    for key, number in of_key.items():
        if number > 1:
            yield _say(Wrong.DOUBLED, "I1", f"{number} cases of {key}")
        if key in clients.refused or key not in clients.invoked:
            yield _say(Wrong.INVENTED, "I2", f"case of {key}")


def _numbers(seen: Seen) -> Iterator[Violation]:
    for receipt, number in Counter(case.receipt for case in seen.cases).items():
        if number > 1:
            yield _say(Wrong.DOUBLED, "I1", f"receipt {receipt} {number} times")
    if seen.received_in_public is not None and seen.received_in_public != len(seen.cases):
        wrong = Wrong.LOST if seen.received_in_public < len(seen.cases) else Wrong.DOUBLED
        yield _say(wrong, "I8", f"public count {seen.received_in_public}, cases {len(seen.cases)}")


def _cases(seen: Seen) -> Iterator[Violation]:
    for case in seen.cases:
        versions = [step.version for step in case.history]
        if versions != list(range(1, case.version + 1)):
            yield _say(Wrong.OUT_OF_ORDER, "I4", f"{case.receipt}: version {case.version}, history {versions}")
        stages = [STAGE_AFTER[step.type] for step in case.history if step.type in STAGE_AFTER]
        places = [STAGES.index(stage) for stage in stages]
        if places != sorted(places) or not stages or stages[-1] != case.stage:
            yield _say(Wrong.OUT_OF_ORDER, "I5", f"{case.receipt}: stage {case.stage}, history {stages}")


def _acts(clients: Clients, seen: Seen) -> Iterator[Violation]:
    histories = {case.receipt: Counter(step.type for step in case.history) for case in seen.cases}
    done = {(entry.key, entry.act) for entry in clients.acts if entry.what is What.OK}
    tried = {(entry.key, entry.act) for entry in clients.acts}
    for receipt, act in sorted(tried):
        number = histories.get(receipt, Counter())[FACT_OF[act]]
        if number > 1:
            yield _say(Wrong.DOUBLED, "I1", f"{act} of {receipt} {number} times")
        if number == 0 and (receipt, act) in done:
            yield _say(Wrong.LOST, "I1", f"{act} of {receipt}")
    for receipt, history in histories.items():
        for act, fact in FACT_OF.items():
            if history[fact] and (receipt, act) not in tried:
                yield _say(Wrong.INVENTED, "I2", f"{act} of {receipt}")


def _expected(cases: Iterable[Case]) -> tuple[Counter[Notice], Counter[Notice]]:
    """Return the notices there must be and those there may be.

    What somebody has dealt with before its notice was written is told to nobody: it would no longer be true.
    """
    must: Counter[Notice] = Counter()
    may: Counter[Notice] = Counter()
    for case in cases:
        answered = {step.department for step in case.history if step.type in ANSWERS}
        for step in case.history:
            if step.type in TELLS:
                inbox, kind = TELLS[step.type]
                late = step.type == FACT_OF["offer"] and step.department in answered
                late = late or (step.type == OPENED and len(case.history) > 1)
                notice = Notice(inbox=inbox or step.department or "", kind=kind, receipt=case.receipt)
                may[notice] += 1
                must[notice] += not late
    return must, may


def _notices(seen: Seen) -> Iterator[Violation]:
    kinds = {kind for _, kind in TELLS.values()}
    told = Counter(
        Notice(inbox=one.inbox, kind=one.kind, receipt=one.receipt) for one in seen.notices if one.kind in kinds
    )
    must, may = _expected(seen.cases)
    for notice, number in (must - told).items():
        yield _say(Wrong.LOST, "I7", f"{number} notice {notice.kind} of {notice.receipt} in {notice.inbox}")
    for notice, number in (told - may).items():
        yield _say(Wrong.DOUBLED, "I7", f"{number} notice {notice.kind} of {notice.receipt} in {notice.inbox} too many")


def _mails(seen: Seen) -> Iterator[Violation]:
    """Ask for one acknowledgement of each proposal, and one letter of each that was handed to a department."""
    proposers = {address_of(case.key): case for case in seen.cases if case.key is not None}
    handed_on = {to for to, case in proposers.items() if any(one.type == FACT_OF["offer"] for one in case.history)}
    outside = [copy for copy in seen.copies if not copy.to.endswith(OFFICE)]
    yield from _once("acknowledgement", proposers.keys(), [copy for copy in outside if copy.reply])
    yield from _once("letter", handed_on, [copy for copy in outside if not copy.reply])


def _once(what: str, expected: AbstractSet[str], copies: Iterable[Copy]) -> Iterator[Violation]:
    ids: dict[str, set[str]] = defaultdict(set)
    for copy in copies:
        ids[copy.to].add(copy.message_id)
    for address in sorted(expected - ids.keys()):
        yield _say(Wrong.LOST, "I7", f"{what} to {address}")
    for address, different in ids.items():
        if len(different) > 1:
            yield _say(Wrong.DOUBLED, "I7", f"{len(different)} different mails to {address}: {what}")
        if address not in expected:
            yield _say(Wrong.INVENTED, "I2", f"{what} to {address}")


def _pages(seen: Seen) -> Iterator[Violation]:
    stage_of = {case.receipt: case.stage for case in seen.cases}
    looks: dict[str, list[Look]] = defaultdict(list)
    for look in sorted(seen.looks, key=lambda look: look.at):
        looks[look.receipt].append(look)
    for receipt, taken in looks.items():
        places = [STAGES.index(look.stage) for look in taken]
        if places != sorted(places):
            yield _say(Wrong.OUT_OF_ORDER, "I5", f"page of {receipt} went back: {[look.stage for look in taken]}")
        last = taken[-1]
        if last.final and last.stage != stage_of.get(receipt):
            yield _say(Wrong.OUT_OF_ORDER, "I5", f"page of {receipt} says {last.stage}, case {stage_of.get(receipt)}")


def _parked(seen: Seen, guilty: frozenset[str]) -> Iterator[Violation]:
    for one in seen.undelivered:
        if one.event_id not in guilty:
            yield _say(Wrong.PARKED_INNOCENT, "I6", f"{one.event_id} {one.state} at {one.reader}")


def _rest(seen: Seen) -> Iterator[Violation]:
    if not seen.at_rest:
        yield _say(Wrong.UNREST, "I9", "queues or outboxes did not become empty")
    for place in seen.canaries:
        yield _say(Wrong.LEAKED, "I14", f"a proposer's words in {place}")


def wire_copies(seen: Seen) -> Counter[int]:
    """Return how many mails had how many copies on the wire."""
    return Counter(Counter(copy.message_id for copy in seen.copies).values())
