"""What the terms of an agreement have to keep to: its days, its renewal and its end."""

from datetime import date

from services.routing.domain.ledger.agreement import Agreement
from shared.errors import Invalid, Refused
from shared.events.agreements import AgreementEnding


class DecidedAhead(Invalid):
    """A decision is recorded once it was made."""

    place = "decided_on"
    public_message = "決定の日には、本日以前の日を指定してください。"


class DoneAhead(Invalid):
    """What was done is recorded once it was done."""

    place = "day"
    public_message = "本日以前の日を指定してください。"


class EndsTooEarly(Invalid):
    """An agreement ends after it began."""

    place = "ends_on"
    public_message = "協定の終期には、始期より後の日を指定してください。"


class EndNeeded(Invalid):
    """Only what has an end is renewed."""

    place = "ends_on"
    public_message = "更新の条件を定めるときは、協定の終期を指定してください。終期を定めない協定は、更新を要しません。"


class NotLonger(Invalid):
    """A renewal moves the end later."""

    place = "ends_on"
    public_message = "更新後の終期には、現在の終期より後の日を指定してください。"


class NoEnd(Refused):
    """The agreement has no end, so there is nothing to renew."""

    public_message = "この協定には終期の定めがないため、更新の手続きは必要ありません。"


class LapsesAlready(Refused):
    """It was decided already that the agreement is not renewed."""

    public_message = "この協定を更新しないことは、すでに記録されています。"


class NotItsLastDay(Invalid):
    """An agreement expires on its last day."""

    place = "day"
    public_message = "満了の日には、協定の終期を指定してください。終期の前に終える場合は、解約としてください。"


def check_decided(decided_on: date, today: date) -> None:
    """Refuse a decision of a day to come."""
    if decided_on > today:
        raise DecidedAhead


def check_term(begins_on: date, ends_on: date | None, *, renews: bool) -> None:
    """Refuse an end before the beginning, and terms of renewal where there is no end."""
    if ends_on is not None and ends_on <= begins_on:
        raise EndsTooEarly
    if renews and ends_on is None:
        raise EndNeeded


def check_renewal(agreement: Agreement, ends_on: date | None) -> None:
    """Refuse a renewal of what has no end, or to no later one; None opens the end."""
    if agreement.ends_on is None:
        raise NoEnd
    if ends_on is not None and ends_on <= agreement.ends_on:
        raise NotLonger


def check_lapse(agreement: Agreement) -> None:
    """Refuse to decide against a renewal that is not to come."""
    if agreement.ends_on is None:
        raise NoEnd
    if agreement.lapses:
        raise LapsesAlready


def check_done(day: date, today: date) -> None:
    """Refuse what is still to be done."""
    if day > today:
        raise DoneAhead


def check_ending(agreement: Agreement, ending: AgreementEnding, day: date, today: date) -> None:
    """Refuse an end that has not come; an agreement expires on its last day and on no other."""
    check_done(day, today)
    if ending is AgreementEnding.EXPIRED and day != agreement.ends_on:
        raise NotItsLastDay
