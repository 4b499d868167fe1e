"""From a closed round to the public register, by the API: the steps of the desk, a department and a second person."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import httpx2 as httpx

from tests.journeys.programs import DESK, SECOND, Programs

AGREEMENT: dict[str, Any] = {
    "title": "干潟の観察に関する事業連携協定",
    "form": "project",
    "purpose": "干潟の観察路を通じて、環境の学びを広げる。",
    "new_parties": ["干潟の会"],
    "fields": ["environment"],
    "lead": "suisan",
}
DECIDED: dict[str, Any] = {"decided": True, "body": "政策調整会議", "day": "2026-11-20", "reference": "計推第20号"}
LESSON: Final = "報告の様式を、はじめに決めておくとよい。"


def begin(programs: Programs, user: str, kind: str, **said: Any) -> str:
    """Begin an item of the ledger and return its number."""
    begun = programs.clients[user].post(f"/api/{kind}", json=said)
    assert begun.status_code == httpx.codes.CREATED, begun.text
    return str(begun.json()["number"])


def keep(programs: Programs, user: str, place: str, verb: str, **said: Any) -> Any:
    """Read an item of the ledger and do something with what was read; return where it stands then."""
    client = programs.clients[user]
    before = client.get(f"/api/{place}").raise_for_status()
    headers = {"If-Match": before.headers["ETag"]}
    done = client.post(f"/api/{place}/commands/{verb}", json=said, headers=headers)
    assert done.status_code == httpx.codes.OK, done.text
    return done.json()


def concluded(programs: Programs, said: dict[str, Any]) -> str:
    """Let the desk draft an agreement and conclude it; return its number."""
    number = begin(programs, DESK, "agreements", **said)
    decision = {"body": "政策調整会議", "decided_on": "2026-11-20", "begins_on": "2026-11-20"}
    keep(programs, DESK, f"agreements/{number}", "conclude", **decision)
    return number


def coordinate(programs: Programs, receipt: str, planned: Sequence[str]) -> None:
    """Let the desk plan what comes before the work, settle all but the last, waive that, and begin the work."""
    programs.do(DESK, receipt, "plan-procedures", procedures=[{"code": code} for code in planned])
    programs.do(DESK, receipt, "set-milestone", words="現地の下見", owner="counterpart", day="2026-12-10")
    tasks = {one["code"]: one["task_id"] for one in programs.read(DESK, receipt)["tasks"]}
    *done, waived = planned
    for code in done:
        programs.do(DESK, receipt, "complete-procedure", procedure_id=tasks[code], reference="計推第21号")
    waiver = {"needed": False, "reason": "新たな費用がないため。"}
    programs.do(DESK, receipt, "complete-procedure", procedure_id=tasks[waived], **waiver)
    programs.do(DESK, receipt, "set-milestone", milestone_id=tasks[None], state="done")
    programs.do(DESK, receipt, "start-implementation", words="実施を始めます。")


def project_of(programs: Programs, user: str, receipt: str) -> str:
    """Return the number of the project a case goes on in, once somebody who owns it sees it there."""

    def beside() -> Any:
        return [one["number"] for one in programs.read(user, receipt)["ledger"] if one["kind"] == "project"]

    (number,) = programs.town.eventually(beside)
    return str(number)


def work(programs: Programs, user: str, number: str, title: str) -> None:
    """Let a department name the project, begin it, report on it and say what came of it."""
    place = f"projects/{number}"
    keep(programs, user, place, "rename", title=title, fields=["environment"])
    keep(programs, user, place, "start")
    keep(programs, user, place, "report", begins="2026-11-01", ends="2026-11-20", done="三回開いた。")
    effect = {"effect_kind": "count", "standing": "actual", "label": "参加者", "count": 120, "unit": "人"}
    keep(programs, user, place, "record-effect", **effect, fiscal_year=2026, as_of="2026-11-20", method="名簿による。")


def put_to_proposer(programs: Programs, about: str, **said: Any) -> str:
    """Let the desk draft what everybody may read and ask for consent; return the number of the publication."""
    number = begin(programs, DESK, "publications", about=about)
    place = f"publications/{number}"
    keep(programs, DESK, place, "write", **said)
    keep(programs, DESK, place, "ask-consent", words="公表の案をご確認ください。", due="2026-12-20")
    return number


def approved(programs: Programs, number: str) -> httpx.Response:
    """Let a second person approve what was agreed to; return the public page once it is there."""
    place = f"publications/{number}"
    agreed = partial(programs.clients[DESK].get, f"/api/{place}")
    programs.town.eventually(lambda: agreed().json()["state"] == "consented")
    keep(programs, DESK, place, "submit")
    keep(programs, SECOND, place, "approve")
    public = partial(httpx.get, f"{programs.town.web}/register/{number}")
    shown: httpx.Response = programs.town.eventually(
        lambda: (answer := public()).status_code == httpx.codes.OK and answer, seconds=20
    )
    return shown


def completed(programs: Programs, receipt: str) -> bool:
    """Let the desk complete the case with a lesson; tell whether it is done."""
    programs.do(DESK, receipt, "complete", words="取組が形になりました。", lesson=LESSON)
    return bool(programs.read(DESK, receipt)["stage"] == "completed")


def in_feed(programs: Programs, number: str) -> bool:
    """Tell whether everybody's feed names a publication within seconds."""
    feed = f"{programs.town.web}/register/feed.atom"
    return bool(programs.town.eventually(lambda: number in httpx.get(feed).text, seconds=20))
