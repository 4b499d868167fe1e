"""Say that a proposal has arrived: its number, its day, the way on, and not a word of the proposal."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.answered_call import AnsweredCall
from shared.events import ProposerKind
from shared.japanese.era import JAPAN, wareki_with_weekday
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an acknowledgement may know of a proposal."""

    number: str
    received_at: datetime
    proposer_kind: ProposerKind


def application_words(receipt: Receipt, call: AnsweredCall) -> dict[str, str]:
    """Return the words of the receipt of an application: which call, its last day, and when its result comes."""
    return {
        "receipt": receipt.number,
        "received_on": _moment(receipt),
        "call": f"募集 {call.number}「{call.title}」",
        "closes_on": wareki_with_weekday(call.closes_on),
        "results_by": "" if call.results_by is None else wareki_with_weekday(call.results_by),
    }


def _moment(receipt: Receipt) -> str:
    at = receipt.received_at.astimezone(JAPAN)
    return f"{wareki_with_weekday(at.date())} {at:%H時%M分}"


def receipt_words(scheme: DeskScheme, receipt: Receipt) -> dict[str, str]:
    """Return the words of an acknowledgement: when it came, by when it is to be confirmed, and who is asked then."""
    at = receipt.received_at.astimezone(JAPAN)
    return {
        "receipt": receipt.number,
        "received_on": _moment(receipt),
        "asked": "関係する企業や団体" if receipt.proposer_kind is ProposerKind.DEPARTMENT else "担当する課",
        "confirm_by": wareki_with_weekday(confirmed_by(scheme, at.date())),
    }
