"""An appointment as a line a person reads; nothing is ever put into a calendar."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.japanese.era import JAPAN, wareki_with_weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment, a day, or a time of day that no zone was given for."""

    moment: datetime | None = None
    day: date | None = None

    def words(self) -> tuple[str, str]:
        """Return the day and the time of day in Tokyo as an office writes them."""
        if self.moment is None:
            return ("" if self.day is None else wareki_with_weekday(self.day)), ""
        local = self.moment if self.moment.tzinfo is None else self.moment.astimezone(JAPAN)
        unsure = "（時間帯の指定なし）" if self.moment.tzinfo is None else ""
        return wareki_with_weekday(local.date()), f"{local.hour}時{local.minute:02}分{unsure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What an invitation says."""

    title: str = ""
    start: When | None = None
    end: When | None = None
    place: str = ""
    host: str = ""
    cancelled: bool = False
    answered: bool = False
    repeats: bool = False

    def text(self) -> str:
        """Return it line by line; what it does not say is left out."""
        head = "予定の取消し" if self.cancelled else "予定への返事" if self.answered else "予定の案内"
        lines = [
            ("件名", self.title),
            ("日時", self._times()),
            ("場所", self.place),
            ("主催者", self.host),
        ]
        return "\n".join([f"【{head}】", *(f"{name}：{' '.join(value.split())}" for name, value in lines if value)])

    def _times(self) -> str:
        day, time = ("", "") if self.start is None else self.start.words()
        last_day, end = ("", "") if self.end is None else self.end.words()
        until = " ".join(filter(None, (last_day if last_day != day else "", end)))
        repeats = "（くり返しあり）" if self.repeats else ""
        return " ～ ".join(filter(None, (f"{day} {time}".strip(), until))) + repeats
