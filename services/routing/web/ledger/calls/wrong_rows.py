"""What is wrong with what was filled in for many applications at once: each with its number, and the field to go to."""

from collections.abc import Iterator, Sequence
from typing import Final

from starlette.datastructures import FormData

from services.routing.domain.ledger.calls.call import Call
from services.routing.domain.ledger.calls.refusals import OfApplications, PointsWrong, ReasonMissing
from services.routing.handlers.verbs.door import WrongInput
from shared.errors import Invalid

# The first of the fields an application has on the page of a verb.
_FIRST: Final = {"screen": "passed-{}", "score": "points-{}-0", "decide": "adopted-{}"}
_LONGEST: Final = 2_000
_NOTHING: Final = {
    "screen": "確認の結果を、一つ以上お選びください。",
    "score": "点数を、一つ以上の応募にご入力ください。",
    "decide": "採択するかどうかを、応募ごとにお選びください。",
}


def errors_in(error: Invalid, verb: str, typed: FormData | None, call: Call) -> Sequence[tuple[str, str]]:
    """Return which field is wrong, and in words that name its application what to do about it."""
    if isinstance(error, OfApplications) and error.receipts:
        return [(_place(error, verb, one, typed, call), f"{one}：{error.public_message}") for one in error.receipts]
    first = next((one.receipt for one in call.undecided), "")
    if isinstance(error, WrongInput):
        found = list(dict.fromkeys(_of_input(error, verb, typed or FormData(), call)))
        return found or [(_FIRST[verb].format(first), _NOTHING[verb])]
    return [(_FIRST[verb].format(first), error.public)]


def _place(error: OfApplications, verb: str, receipt: str, typed: FormData | None, call: Call) -> str:
    if isinstance(error, ReasonMissing):
        return f"reason-{receipt}"
    if isinstance(error, PointsWrong):
        return next(iter(_unfit(typed or FormData(), receipt, call)), _FIRST[verb].format(receipt))
    return _FIRST[verb].format(receipt)


def _of_input(error: WrongInput, verb: str, typed: FormData, call: Call) -> Iterator[tuple[str, str]]:
    """Return the fields of what cannot be read at all: points that are no numbers, words that are too long."""
    if any(place.split(".")[0] in typed for place in error.places):
        yield from ((place, WrongInput.public_message) for place in error.places if place in typed)
    if verb == "score":
        for one in call.undecided:
            for place in _unfit(typed, one.receipt, call):
                yield place, f"{one.receipt}：{PointsWrong.public_message}"
    for one in call.undecided:
        for name in (f"reason-{one.receipt}", f"comment-{one.receipt}"):
            if len(str(typed.get(name, ""))) > _LONGEST:
                yield name, f"{one.receipt}：{_LONGEST:,}文字以内でご入力ください。"


def _unfit(typed: FormData, receipt: str, call: Call) -> Iterator[str]:
    """Return the fields of an application in which no number of points stands; none where nothing was filled in."""
    names = [f"points-{receipt}-{place}" for place in range(len(call.weights))]
    said = {name: str(typed.get(name, "")).strip() for name in names}
    if any(said.values()):
        yield from (name for name, one in said.items() if not one.isdecimal() or int(one) > call.most_points)
