"""Pictures of docs/tour.md: a sample case and a call are driven to the public register, and looked at on the way."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

import httpx2 as httpx
from playwright.async_api import Page

from deploy.sample.proposals import form_values
from shared.clock import utc_now
from shared.japanese.era import day_in_japan, fiscal_year

DESK, SECOND, SECTION = "desk-minami", "desk-asahina", "choju-kasuga"
_TITLE: Final = "声かけ宅配"
_PARTNER: Final = "ひだまり宅配株式会社"
_APPLICANTS: Final = ("みどり商店", "港の移動販売", "山手ロジ")
_TRIES: Final = 100


class Camera(Protocol):
    """Opens windows on the desk and keeps pictures."""

    @property
    def web(self) -> str:
        """Return the address of the desk."""
        ...

    async def visitor(self, user: str | None = None) -> Page:
        """Open a window, signed in as *user* when one is named."""
        ...

    async def keep(self, page: Page, path: str | None, name: str, *, only: str = "") -> None:
        """Go to *path* and keep what is seen, or from the first to the last part *only* names, as *name*."""
        ...

    def link_to(self, address: str, words: str) -> str | None:
        """Return the secret link in the newest letter to *address* whose subject holds *words*."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerks:
    """What people of the sample do by the API, under their own rights."""

    clients: Mapping[str, httpx.Client]

    def read(self, user: str, place: str) -> Any:
        """Return what *user* sees there."""
        return self.clients[user].get(f"/api/{place}").raise_for_status().json()

    def do(self, user: str, place: str, verb: str, **said: Any) -> None:
        """Do something with what was just read."""
        before = self.clients[user].get(f"/api/{place}").raise_for_status()
        headers = {"If-Match": before.headers["ETag"]}
        done = self.clients[user].post(f"/api/{place}/commands/{verb}", json=said, headers=headers)
        if done.is_error:
            raise ValueError(done.text)

    def begin(self, kind: str, user: str = DESK, **said: Any) -> str:
        """Begin an item of the ledger and return its number."""
        begun = self.clients[user].post(f"/api/{kind}", json=said)
        if begun.is_error:
            raise ValueError(begun.text)
        return str(begun.json()["number"])


async def take_tour(camera: Camera) -> None:
    """Take the pictures of the way; once for each sample, as a case that went it goes it no second time."""
    with ExitStack() as stack:
        clients = {user: stack.enter_context(_client(camera.web, user)) for user in (DESK, SECOND, SECTION)}
        clerks = Clerks(clients=clients)
        receipt = await _judged(camera, clerks)
        await _coordinated(camera, clerks, receipt)
        project = await _worked(camera, clerks, receipt)
        await _published(camera, clerks, project)
        await _called(camera, clerks)


def _client(web: str, user: str) -> httpx.Client:
    """Return a program that acts for somebody today."""
    words = ("token", "issue", user, "--days", "1", "--json")
    issued = subprocess.run(  # noqa: S603 - the desk's own command with words of ours
        [sys.executable, "-m", "shared.cli", *words], check=True, capture_output=True
    )
    token = json.loads(issued.stdout)["token"]
    return httpx.Client(base_url=web, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def _day(days: int = 0) -> str:
    return _today(days).isoformat()


def _today(days: int = 0) -> date:
    return day_in_japan(utc_now()) + timedelta(days=days)


async def _until(look: Callable[[], Any]) -> Any:
    for _ in range(_TRIES):
        if found := look():
            return found
        await asyncio.sleep(0.3)
    raise LookupError("what was waited for did not come")


async def _judged(camera: Camera, clerks: Clerks) -> str:
    """Confirm, offer and judge the case; the picture is what the department sees when it is to judge."""
    cases = clerks.read(DESK, f"cases?words={_TITLE}&stage=received&stage=confirming")["cases"]
    if not cases:
        raise LookupError("this sample has been toured already: begin with a new one")
    receipt = str(cases[0]["receipt"])
    place = f"cases/{receipt}"
    window = await camera.visitor(DESK)
    await window.goto(f"{camera.web}/{place}")
    codes = [await box.get_attribute("value") for box in await window.locator("input[name=checked]").all()]
    abstract = (
        "宅配の際に高齢者へ声をかけ、変化に気づいたときに相談の窓口へつなぐ取組への、連絡の手順づくりと周知の協力です。"
    )
    clerks.do(DESK, place, "confirm", abstract=abstract, checked=codes)
    clerks.do(DESK, place, "offer", departments=["choju-shakai"])
    clerks.do(SECTION, place, "take-up")
    section = await camera.visitor(SECTION)
    await section.goto(f"{camera.web}/{place}")
    await section.get_by_label("成立", exact=True).check()
    reason = "県の見守りの手順と合い、配達網を生かして来年度から実施できるため。"
    await section.get_by_label("理由").first.fill(reason)
    await camera.keep(section, None, "tour-verdict", only="#verdict")
    clerks.do(SECTION, place, "give-verdict", verdict="viable", reason=reason)
    (offer,) = clerks.read(DESK, place)["offers"]
    closing = {
        "way": "collaboration",
        "ground": "所管する課が一つであるため。",
        "words": "長寿社会課と調整を始めます。",
    }
    clerks.do(DESK, place, "close-round", partners=[offer["offer_id"]], **closing)
    return receipt


async def _coordinated(camera: Camera, clerks: Clerks, receipt: str) -> None:
    """Conclude an agreement, decide the form, and look at what both sides owe, some of it done."""
    said: dict[str, Any] = {
        "title": "高齢者の見守りに関する事業連携協定",
        "form": "project",
        "fields": ["health-welfare"],
    }
    purpose = "宅配の網を生かし、県内どこでも同じ手順で高齢者を見守る。"
    parties: dict[str, Any] = {"new_parties": ["澪野県地域包括支援センター連絡会"], "lead": "choju-shakai"}
    agreement = clerks.begin("agreements", **said, purpose=purpose, **parties)
    decided = {"body": "政策調整会議", "decided_on": _day(-2), "approval_number": "長寿第112号"}
    term = {"begins_on": _day(), "ends_on": _day(365 * 3), "notice_months": 3, "review_on": _day(365)}
    clerks.do(DESK, f"agreements/{agreement}", "conclude", **decided, **term)
    place = f"cases/{receipt}"
    decision = {"decided": True, "body": "政策調整会議", "day": _day(-2), "reference": "長寿第112号"}
    clerks.do(DESK, place, "decide-cooperation", form="project", agreement=agreement, **decision)
    codes = ("approval", "agreement-review", "budget", "personal-data")
    clerks.do(DESK, place, "plan-procedures", procedures=[{"code": code} for code in codes])
    visit = {"words": "市町村と連絡の手順を確かめる会議", "owner": "choju-shakai", "day": _day(9)}
    clerks.do(DESK, place, "set-milestone", **visit)
    clerks.do(DESK, place, "set-todo", words="気づきの基準の案を送る", owner="counterpart", due=_day(4))
    for task in clerks.read(DESK, place)["tasks"][:2]:
        clerks.do(DESK, place, "complete-procedure", procedure_id=task["task_id"], reference="長寿第113号")
    desk = await camera.visitor(DESK)
    await camera.keep(desk, f"/{place}", "tour-coordination", only="#tasks, #cooperation")
    await camera.keep(desk, f"/agreements/{agreement}", "tour-agreement", only="main")
    for task in clerks.read(DESK, place)["tasks"]:
        match task["kind"], task["state"]:
            case "procedure", "open":
                clerks.do(DESK, place, "complete-procedure", procedure_id=task["task_id"], reference="長寿第114号")
            case "milestone", _:
                clerks.do(DESK, place, "set-milestone", milestone_id=task["task_id"], state="done")
            case "todo", _:
                clerks.do(DESK, place, "finish-todo", todo_id=task["task_id"])
            case _:
                pass
    clerks.do(DESK, place, "start-implementation", words="調整が整いましたので、実施を始めます。")


async def _worked(camera: Camera, clerks: Clerks, receipt: str) -> str:
    """Let the department name the project, begin it and report on it."""
    place = f"cases/{receipt}"

    def born() -> list[str]:
        beside = clerks.read(SECTION, place)["ledger"]
        return [str(one["number"]) for one in beside if one["kind"] == "project"]

    (number,) = await _until(born)
    project = f"projects/{number}"
    about = "宅配員が配達の際に声をかけ、気づいたことを同じ手順で相談の窓口へつなぐ。"
    clerks.do(SECTION, project, "rename", title="声かけ宅配による見守り", about=about, fields=["health-welfare"])
    clerks.do(SECTION, project, "start")
    done = "3市の120世帯をまわり、気がかりな様子を4件お知らせした。"
    clerks.do(SECTION, project, "report", begins=_day(-30), ends=_day(-1), done=done)
    clerks.do(SECTION, project, "set-reporting", frequency="quarterly", first_due=_day(90))
    effect = {"effect_kind": "count", "standing": "actual", "label": "見守った世帯", "count": 120, "unit": "世帯"}
    this_year = {"fiscal_year": fiscal_year(_today()), "as_of": _day(-1)}
    clerks.do(SECTION, project, "record-effect", **effect, **this_year, method="配達の記録による。")
    section = await camera.visitor(SECTION)
    await camera.keep(section, f"/{project}", "tour-project", only="main")
    return str(number)


async def _published(camera: Camera, clerks: Clerks, project: str) -> None:
    """Draft, ask the proposer, and let a second person approve; look at each of the three sides."""
    number = clerks.begin("publications", about=project)
    place = f"publications/{number}"
    draft = {
        "title": "声かけ宅配で見守りを広げています",
        "summary": "宅配員が配達の際に高齢のお客様へ声をかけ、変化に気づいたときは相談の窓口へお知らせします。",
        "body": "■ 取組の内容\n県内3市で始めました。県は連絡の手順を整え、宅配の会社は配達網を生かします。",
        "partners": [_PARTNER],
        "departments": ["長寿社会課"],
        "municipalities": ["磯部市"],
        "form": "project",
        "categories": ["health-welfare", "safety"],
        "begins_on": _day(),
        "fiscal_year": fiscal_year(_today()),
        "effects": [f"見守った世帯｜120｜世帯｜{_day(-1)}｜配達の記録による｜長寿社会課｜"],
        "contact": "長寿社会課（電話 000-820-2210）",
    }
    clerks.do(DESK, place, "write", **draft)
    clerks.do(DESK, place, "ask-consent", words="公表の案をご確認ください。", due=_day(14))
    link = await _until(lambda: camera.link_to(str(form_values()["contact_email"]), "公表"))
    proposer = await camera.visitor()
    await proposer.goto(f"{camera.web}{link}")
    await proposer.get_by_role("form", name="公表への同意").wait_for()
    for agree in await proposer.get_by_label("公表してよい", exact=True).all():
        await agree.check()
    await camera.keep(proposer, None, "tour-consent", only=".desk-card:has(form[action*='/status/publications/'])")
    await proposer.get_by_role("button", name="回答する").click()
    await _until(lambda: clerks.read(DESK, place)["state"] == "consented")
    desk = await camera.visitor(DESK)
    await camera.keep(desk, f"/{place}", "tour-publication", only="main")
    clerks.do(DESK, place, "submit")
    clerks.do(SECOND, place, "approve")
    await _until(lambda: httpx.get(f"{camera.web}/register/{number}").is_success)
    await camera.keep(proposer, f"/register/{number}", "tour-register")


async def _called(camera: Camera, clerks: Clerks) -> None:
    """Publish a call, let three apply, score them, and look at both sides of it."""
    said = {
        "title": "集落の買い物を支える取組",
        "background": "店のない集落が増えています。",
        "sought": "移動販売や配送で、週に一度は買い物ができるようにする提案を求めます。",
        "questions": ["実証に使える車や設備｜必須｜文章"],
        "criteria": ["実現性｜2", "新しさ"],
        "contact": "長寿社会課 電話 000-820-2210",
    }
    days = {"opens_on": _day(), "closes_on": _day(30), "review_by": _day(90)}
    number = clerks.begin("calls", user=SECTION, **said, **days)
    place = f"calls/{number}"
    clerks.do(SECTION, place, "submit")
    clerks.do(DESK, place, "publish")
    answer = {"question": "県外の会社も応募できますか。", "answer": "県内で実施いただければ、応募できます。"}
    clerks.do(DESK, place, "publish-answer", **answer)
    await _until(lambda: httpx.get(f"{camera.web}/propose?call={number}").is_success)
    for at, name in enumerate(_APPLICANTS):
        proposal = {"title": f"{name}の買い物便", "summary": "週に一度うかがいます。", "call_1": "販売車2台"}
        who = {"proposer_kind": "company", "proposer_name": f"株式会社{name}", "contact_name": "担当 一"}
        headers = {"Idempotency-Key": f"tour-{at}"}
        body = proposal | who | {"contact_email": "tanto@tour.example.jp"}
        httpx.post(f"{camera.web}/api/proposals?call={number}", json=body, headers=headers).raise_for_status()
    applied = await _until(lambda: len(found := _applications(clerks, place)) == len(_APPLICANTS) and found)
    clerks.do(SECTION, place, "screen", screenings=[{"receipt": one, "passed": True} for one in applied])
    points = [{"receipt": one, "points": [5 - at, 3 + at]} for at, one in enumerate(applied)]
    clerks.do(SECTION, place, "score", scores=points)
    desk, anybody = await camera.visitor(DESK), await camera.visitor()
    await camera.keep(desk, f"/{place}/applications", "tour-call")
    await camera.keep(anybody, f"/register/calls/{number}", "tour-call-register")


def _applications(clerks: Clerks, place: str) -> list[str]:
    return [str(one["receipt"]) for one in clerks.read(DESK, place)["about"]["applications"]]
