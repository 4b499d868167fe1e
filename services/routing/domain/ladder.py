"""Reminders before a due day and the ladder after it: which step is to be taken, and whom it tells."""

from dataclasses import dataclass
from datetime import date

from shared.scheme.calendar import OfficeCalendar
from shared.scheme.clocks import Escalation, EscalationTo


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A day by which somebody should act: known since *since*, due on *due*; *taken* is the last step taken for it.

    A step is a number of office days: below 0 before the due day, above 0 after it.
    """

    since: date
    due: date
    taken: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step that is to be taken now; `to` are all whom it tells, nobody before the due day but who was asked."""

    step: int
    to: tuple[EscalationTo, ...] = ()

    @property
    def is_reminder(self) -> bool:
        """Tell whether the due day has not passed yet."""
        return self.step <= 0


def rung_now(watched: Watched, rules: Escalation, calendar: OfficeCalendar, today: date) -> Rung | None:
    """Return the step to be taken *today*; None where none is left to take.

    After a standstill it is the furthest one alone, for what was missed would only be noise. Whoever came to know of
    the day after a reminder was due is not reminded of it.
    """
    passed = calendar.business_days_between(watched.due, today)
    if passed > 0 or today > watched.due:
        steps = [rung.overdue_business_days for rung in rules.ladder if rung.overdue_business_days <= passed]
    else:
        steps = [
            -days
            for days in rules.remind_business_days_before
            if -days <= passed and calendar.add_business_days(watched.due, -days) > watched.since
        ]
    step = max(steps, default=None)
    if step is None or (watched.taken is not None and step <= watched.taken):
        return None
    return Rung(step=step, to=_told(rules, step))


def _told(rules: Escalation, step: int) -> tuple[EscalationTo, ...]:
    """Return whom a step tells: whoever was told by a lower one hears of the higher one too."""
    return tuple(dict.fromkeys(rung.to for rung in rules.ladder if rung.overdue_business_days <= step))
