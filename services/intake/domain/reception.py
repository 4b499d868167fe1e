"""How a person of the desk received what somebody said, sent or brought: which way, on which day, and who."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from shared.events import Channel
from shared.japanese.era import parse_day, wareki_with_weekday
from shared.scheme.form import Value

WAYS: Final[Mapping[Channel, str]] = MappingProxyType(
    {
        Channel.COUNTER: "窓口",
        Channel.TELEPHONE: "電話",
        Channel.FAX: "FAX",
        Channel.PAPER: "郵送・書面",
    }
)
CHANNEL: Final = "entry.channel"
DAY: Final = "entry.received_on"
BY: Final = "entry.received_by"
NAMES: Final = (CHANNEL, *(f"{DAY}-{part}" for part in ("year", "month", "day")), BY)
_MAX_NAME: Final = 60
# Older than this is a slip of the pen; what is older in earnest comes in as a list.
_OLDEST: Final = timedelta(days=730)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Which way something was received, on which day, and by whom."""

    channel: Channel
    received_on: date
    received_by: str = field(repr=False)

    @property
    def told(self) -> tuple[tuple[str, str, str], ...]:
        """Return what stands on the case about it: key, label and words."""
        return (
            (CHANNEL, "受付の方法", WAYS[self.channel]),
            (DAY, "実際の受付日", wareki_with_weekday(self.received_on)),
            *(((BY, "受けた職員", self.received_by),) if self.received_by else ()),
        )


def reception_of(values: Mapping[str, Value], *, today: date) -> tuple[Reception | None, dict[str, str]]:
    """Return how something was received as a person wrote it, or what is wrong with that by the name of the input."""
    wrong: dict[str, str] = {}
    way = next((one for one in WAYS if one.value == _text(values, CHANNEL)), None)
    if way is None:
        wrong[CHANNEL] = "受付の方法をお選びください。"
    day = parse_day("-".join(_text(values, f"{DAY}-{part}") for part in ("year", "month", "day")))
    if day is None:
        wrong[DAY] = "受付日を、年・月・日でご入力ください（例：2026年11月20日）。"
    elif day > today:
        wrong[DAY] = "受付日は、今日までの日付でご入力ください。"
    elif day < today - _OLDEST:
        wrong[DAY] = "受付日の年をご確認ください（2年より前の日付は入力できません）。"
    name = " ".join(_text(values, BY).split())
    if len(name) > _MAX_NAME:
        wrong[BY] = f"受けた職員は、{_MAX_NAME}文字以内でご入力ください。"
    if wrong or way is None or day is None:
        return None, wrong
    return Reception(channel=way, received_on=day, received_by=name), {}


def values_of(reception: Reception | None, *, today: date, by: str) -> dict[str, Value]:
    """Return what the inputs hold: what was received, or today and the person who is signed in."""
    day = today if reception is None else reception.received_on
    return {
        f"{DAY}-year": str(day.year),
        f"{DAY}-month": str(day.month),
        f"{DAY}-day": str(day.day),
        BY: by if reception is None else reception.received_by,
        **({} if reception is None else {CHANNEL: reception.channel.value}),
    }


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name, "")
    return value.strip() if isinstance(value, str) else ""
