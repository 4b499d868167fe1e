"""When an office may be called, and whom it tells when nobody answers: hours, reminders, the ladder."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from pydantic import Field as Limit

from shared.scheme.strict import Strict


def _whole_minute(moment: time) -> time:
    if moment.tzinfo is not None or moment.second or moment.microsecond:
        raise ValueError('時刻は "08:30" のように、時と分で書いてください。')
    return moment


ClockTime = Annotated[time, AfterValidator(_whole_minute)]  # in Japan
FewDays = Annotated[int, Limit(ge=1, le=60)]  # business days


class OfficeHours(Strict):
    """From when to when somebody is at the office on a day it is open, in Japan."""

    open: ClockTime = time(8, 30)
    close: ClockTime = time(17, 15)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.open >= self.close:
            raise ValueError("始業（open）は、終業（close）より前の時刻にしてください。")
        return self


class EscalationTo(StrEnum):
    """Who is told when an offer is overdue."""

    DEPARTMENT = "department"  # 担当課
    DESK = "desk"  # デスク
    DESK_LEAD = "desk_lead"  # デスクの責任者


class LadderStep(Strict):
    """Whom to tell once a due day has passed by so many business days."""

    overdue_business_days: FewDays
    to: EscalationTo


class ForgottenRules(Strict):
    """After how many business days a case counts as forgotten that lacks what every case must have."""

    no_owner_business_days: FewDays = 2
    no_next_day_business_days: FewDays = 1
    nobody_told_business_days: FewDays = 1
    unread_business_days: FewDays = 5


class Escalation(Strict):
    """How the desk reminds before a due day and whom it tells after it; only on office days, in office hours."""

    remind_business_days_before: Annotated[tuple[FewDays, ...], Limit(max_length=5)] = (3,)
    ladder: Annotated[tuple[LadderStep, ...], Limit(max_length=10)] = (
        LadderStep(overdue_business_days=1, to=EscalationTo.DEPARTMENT),
        LadderStep(overdue_business_days=3, to=EscalationTo.DESK),
        LadderStep(overdue_business_days=5, to=EscalationTo.DESK_LEAD),
    )
    # A notice nobody has opened for so long goes on to the desk.
    unread_notice_business_days: FewDays = 2
    forgotten: ForgottenRules = ForgottenRules()

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        days = [step.overdue_business_days for step in self.ladder]
        if days != sorted(set(days)):
            raise ValueError(
                "ladder は、超過した日数（overdue_business_days）の少ない順に、重ならないように書いてください。"
            )
        before = list(self.remind_business_days_before)
        if before != sorted(set(before), reverse=True):
            raise ValueError("remind_business_days_before は、日数の多い順に、重ならないように書いてください。")
        return self


class Digest(Strict):
    """When staff are told in one mail what came for them, on days the office is open."""

    time: ClockTime = time(8, 30)
