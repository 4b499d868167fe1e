"""What a run found, as `.local/faults.json`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from shared.failpoints import Failpoint
from tests.faults.checker import Clients, Violation, Wrong, waits_for_a_person, wire_copies
from tests.faults.seen import Seen

JUDGED: Final = {
    "I1": "every 250 or 202, and every act of a person, has exactly one effect: a case, or a mail a person must see",
    "I2": "what was refused for good, or never sent, has no effect",
    "I3": "a repeated Idempotency-Key is told the same receipt, which is the case's",
    "I4": "a case's version is the number of its facts, without a gap",
    "I5": "a case's stage follows from its facts, and a proposer's page never goes back and ends there, too",
    "I6": "no delivery but the unreadable ones waits for a person or for another try",
    "I7": "one notice per fact and post; one acknowledgement per proposal, one letter if handed on (by Message-ID)",
    "I8": "the public count is the number of cases",
    "I9": "outboxes and queues become empty, nothing is half sent",
    "I14": "no word of a proposal stands in a log or in the broker's files",
}
NOT_JUDGED: Final = {
    "I10": "the balance page is judged by its own tests",
    "I11": "the chain of a case is checked by routing's tests",
    "I12": "memory over an hour needs a longer run",
    "I13": "the broker's counters do not survive a wipe",
}
FAILING: Final = frozenset(Wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was done."""

    seed: int
    seconds: float
    proposals: int
    faults: Mapping[str, int]
    fired: Mapping[str, int]
    could_not: Mapping[str, int]
    moving: Mapping[str, int]
    phases: Mapping[str, float]


def report(run: Run, clients: Clients, seen: Seen, violations: Sequence[Violation]) -> dict[str, Any]:
    """Return everything a reader of the run needs."""
    wrong = Counter(violation.wrong for violation in violations)
    copies = wire_copies(seen)
    return {
        "seed": run.seed,
        "duration_s": round(run.seconds, 1),
        "phases_s": {name: round(seconds, 1) for name, seconds in run.phases.items()},
        "proposals": run.proposals,
        "accepted": len(clients.accepted),
        "refused": len(clients.refused),
        "cases": len(seen.cases),
        "held_for_a_person": sum(waits_for_a_person(clients, seen, key) for key in clients.accepted),
        "acts": sum(1 for entry in clients.acts if entry.what.value == "ok"),
        **{one.value: wrong[one] for one in Wrong},
        "clean": not violations,
        "mail_wire_copies": {
            "max": max(copies, default=0),
            "second_and_later": sum((number - 1) * mails for number, mails in copies.items()),
            "of_them_because_the_mail_server_died": sum(not copy.answered for copy in seen.copies),
            "histogram": {str(number): mails for number, mails in sorted(copies.items())},
        },
        "faults": dict(sorted(run.faults.items())),
        "faults_that_could_not_happen": dict(run.could_not),
        "failpoints": {place.value: run.fired.get(place.value, 0) for place in Failpoint},
        "failpoints_never_reached": [place.value for place in Failpoint if not run.fired.get(place.value)],
        "invariants": _invariants(violations),
        "still_moving": dict(run.moving),
        "looks_at_proposers_pages": len(seen.looks),
        "violations": [asdict(violation) for violation in violations],
    }


def _invariants(violations: Sequence[Violation]) -> dict[str, Any]:
    number = Counter(violation.invariant for violation in violations)
    judged = {name: {"ok": not number[name], "violations": number[name], "says": says} for name, says in JUDGED.items()}
    return judged | {name: {"ok": None, "why_not_judged": why} for name, why in NOT_JUDGED.items()}
