"""A day as a form asks for it: year, month and day in three fields."""

from datetime import date

from starlette.datastructures import FormData

from shared.errors import Invalid


class DayUnreadable(Invalid):
    """What was typed is no day."""

    public_message = "日付は、年・月・日を数字で入力してください。"


def day_typed(form: FormData, name: str, *, wrong: type[Invalid] = DayUnreadable) -> date | None:
    """Return the day typed into the fields of *name*; None when nothing was typed; raise *wrong* for no day."""
    parts = [str(form.get(f"{name}-{part}", "")).strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, TypeError) as error:
        raise wrong from error
