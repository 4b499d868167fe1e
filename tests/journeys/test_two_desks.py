"""Two desks side by side: a second file is a second desk, with nothing of the first and nothing seen of it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import httpx2 as httpx
import pytest

from deploy.sample.browser import NotAccepted, Visitor
from shared.japanese.era import day_in_japan
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.load import load_scheme
from shared.web.pages import utc_now
from tests.journeys.test_t03_no_mail_storm import Delivery, a_mail, deliver
from tests.journeys.test_the_first_path import Town, sent_mails

DESKS = Path(__file__).parents[1] / "desks"
FILE = DESKS / "shionami.toml"
SHIONAMI = load_scheme(FILE)
HARBOUR, FOREST = "港の朝市をいっしょに", "木の渡し船をいっしょに"
FISHER, BOATMAN = "asaichi@two.example.jp", "fune@two.example.jp"
PEOPLE = {
    "shionami-kanri": ("administrator", "machizukuri"),
    "shionami-desk": ("desk", "machizukuri"),
    # Of a section whose code a section of the prefecture bears, too.
    "shionami-suisan": ("department", "suisan"),
}
_LINE = re.compile(r'href="/cases/([A-Z]+\d+-\d+)">.*?data-column="提案">([^<]*)<', re.DOTALL)
OURS = ("desk-minami", "suisan-isobe")


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A running house with a second desk in it, and the windows of its people."""

    town: Town
    windows: Mapping[str, Visitor]

    def cases(self, user: str) -> dict[str, str]:
        """Return the titles of the cases *user* is listed, by their numbers."""
        return dict(_LINE.findall(self.sees(user, "/cases")))

    def number(self, user: str, title: str) -> str | None:
        """Return the number of the case of this title, if *user* is listed it."""
        return next((receipt for receipt, own in self.cases(user).items() if own == title), None)

    def sees(self, user: str, path: str) -> str:
        """Return the page as *user* sees it; nothing where it is refused."""
        try:
            return self.windows[user].open(path)
        except NotAccepted:
            return ""

    def do(self, receipt: str, act: str, said: dict[str, str | list[str]]) -> str:
        """Let the officer of the second desk do something on the page of a case, and return what it shows then."""
        page = self.sees("shionami-desk", f"/cases/{receipt}")
        return self.windows["shionami-desk"].send(page, f"/cases/{receipt}/{act}", said)


@pytest.fixture(scope="module")
def side_by_side(town: Town) -> Iterator[SideBySide]:
    """Put the second desk beside the first while everything runs: its scheme, its organisation, its people."""
    town.desk("scheme", "apply", str(FILE))
    passwords = {user: account(town, user, *post) for user, post in PEOPLE.items()}
    town.desk("organisation", "apply", str(DESKS / "shionami-organisation.toml"), "--as", "shionami-kanri")
    passwords |= {user: town.account(user)["password"] for user in OURS}
    with ExitStack() as stack:
        windows = {user: stack.enter_context(Visitor(town.web)) for user in passwords}
        for user, window in windows.items():
            window.send(window.open("/signin"), "/signin", {"user": user, "password": passwords[user]})
        yield SideBySide(town=town, windows=windows)


def account(town: Town, user: str, role: str, department: str) -> str:
    """Make an account of the second desk and return its password."""
    who = (user, "--name", user, "--desk", "shionami", "--role", role, "--department", department)
    return str(town.desk("account", "add", *who)["password"])


def taken(town: Town, sender: str, subject: str) -> bool:
    """Hand a mail to the second desk over; False while that desk is not known at the door."""
    mail = a_mail(sender, subject)
    mail.replace_header("To", SHIONAMI.intake_addresses[0])
    (answer,) = deliver(town, Delivery(raw=mail.as_bytes(), mail_from=sender, to=SHIONAMI.intake_addresses[0]))
    return "-" in answer


def mail_to(town: Town, address: str) -> tuple[EmailMessage, str] | None:
    """Return the mail that was sent there, with its subject in words."""
    found = next((mail for mail in sent_mails(town) if address in str(mail["To"])), None)
    return None if found is None else (found, str(make_header(decode_header(found["Subject"]))))


async def test_each_desk_has_its_own_numbers_sender_texts_and_people(side_by_side: SideBySide) -> None:
    town = side_by_side.town

    town.eventually(lambda: taken(town, FISHER, HARBOUR))
    deliver(town, Delivery(raw=a_mail(BOATMAN, FOREST).as_bytes(), mail_from=BOATMAN))
    theirs = town.eventually(lambda: side_by_side.number("shionami-desk", HARBOUR))
    ours = town.eventually(lambda: side_by_side.number("desk-minami", FOREST))
    to_fisher, subject = town.eventually(lambda: mail_to(town, FISHER))
    to_boatman, other_subject = town.eventually(lambda: mail_to(town, BOATMAN))
    town.eventually(lambda: theirs in side_by_side.sees("shionami-desk", "/inbox"))
    town.eventually(lambda: ours in side_by_side.sees("desk-minami", "/inbox"))

    assert (theirs, ours.startswith("R8-")) == ("SR8-00001", True)
    assert subject == "［汐波町］SR8-00001 ご提案ありがとうございます"
    assert f"【受付番号 {ours}】" in other_subject
    assert [SHIONAMI.sender.address in str(mail["From"]) for mail in (to_fisher, to_boatman)] == [True, False]
    assert ["汐波町役場 企画課まちづくり係" in mail.get_content() for mail in (to_fisher, to_boatman)] == [True, False]
    assert ["政策企画部 計画推進課" in mail.get_content() for mail in (to_fisher, to_boatman)] == [False, True]
    assert side_by_side.cases("shionami-desk") == {theirs: HARBOUR}
    assert side_by_side.number("desk-minami", HARBOUR) is None
    assert ours not in side_by_side.sees("shionami-desk", "/inbox")
    assert theirs not in side_by_side.sees("desk-minami", "/inbox")
    crosswise = {"desk-minami": theirs, "shionami-desk": ours}
    assert [side_by_side.sees(user, f"/cases/{receipt}") for user, receipt in crosswise.items()] == ["", ""]
    pages = [side_by_side.sees(user, "/cases") for user in ("shionami-desk", "desk-minami")]
    assert ["まちづくり協働窓口" in page for page in pages] == [True, False]


async def test_each_desk_works_by_its_own_checklist_calendar_and_departments(side_by_side: SideBySide) -> None:
    town, title = side_by_side.town, "浜の図書室をいっしょに"
    town.eventually(lambda: taken(town, FISHER, title))
    receipt = town.eventually(lambda: side_by_side.number("shionami-desk", title))

    page = side_by_side.sees("shionami-desk", f"/cases/{receipt}")
    side_by_side.do(receipt, "confirm", {"abstract": "浜の図書室の提案です。", "checked": "shochokai"})
    asked = side_by_side.do(receipt, "offer", {"departments": ["suisan"]})
    town.eventually(lambda: receipt in side_by_side.sees("shionami-suisan", "/inbox"))

    assert ["町内会に説明した" in page, "提案者と連絡先が確認できる" in page] == [True, False]
    due = OfficeCalendar.of(SHIONAMI.calendar).add_business_days(day_in_japan(utc_now()), 3)
    assert f'datetime="{due.isoformat()}"' in asked
    assert receipt in side_by_side.sees("shionami-suisan", f"/cases/{receipt}")
    assert receipt not in side_by_side.sees("suisan-isobe", "/inbox")
    assert side_by_side.sees("suisan-isobe", f"/cases/{receipt}") == ""


def proposed(anybody: httpx.Client, theme: str) -> dict[str, str]:
    """Propose to the second desk by program and return its answer."""
    said = {"theme": theme, "story": "月に一度", "who": "company", "name": "浜の会", "mail": "hama@two.example.jp"}
    sent = anybody.post("/desks/shionami/api/proposals", json=said, headers={"Idempotency-Key": theme})
    assert sent.status_code == httpx.codes.ACCEPTED, sent.text
    answer: dict[str, str] = sent.json()
    return answer


async def test_the_public_meets_a_desk_under_its_own_path_and_a_running_case_keeps_its_version(
    side_by_side: SideBySide, tmp_path: Path
) -> None:
    town, newer = side_by_side.town, tmp_path / "newer.toml"
    text = FILE.read_text(encoding="utf-8").replace("version = 1\n", "version = 2\n", 1)
    newer.write_text(text.replace("町内会に", "浜の会に").replace("汐波町と一緒に", "汐波町と新しく"), encoding="utf-8")

    with httpx.Client(base_url=town.web, follow_redirects=True) as anybody:
        town.eventually(lambda: anybody.get("/desks/shionami/").is_success)
        front, own, form = (anybody.get(path).text for path in ("/", "/desks/shionami/", "/desks/shionami/propose"))
        before = proposed(anybody, "hama-no-seiso")
        status = anybody.get(before["status_url"]).text
        plan = town.desk("scheme", "apply", str(newer))
        town.eventually(lambda: "汐波町と新しく" in anybody.get("/desks/shionami/propose").text)
        after = proposed(anybody, "hama-no-shokuju")
        nowhere = anybody.get("/desks/nowhere/")
    receipts = [before["receipt"], after["receipt"]]
    town.eventually(lambda: set(receipts) <= set(side_by_side.cases("shionami-desk")))

    assert ["公民連携デスク" in front, 'href="/desks/shionami/"' in front] == [True, True]
    assert ["汐波町と一緒に" in own, "公民連携デスク" in status, "まちづくり協働窓口" in status] == [True, False, True]
    assert [mark in form for mark in ('action="/desks/shionami/propose"', 'name="story"', 'name="summary"')] == [
        True,
        True,
        False,
    ]
    assert nowhere.status_code == httpx.codes.NOT_FOUND
    assert [one["pointer"] for one in plan["changes"]] == ["/form/introduction", "/checklist/0/words"]
    pages = [side_by_side.sees("shionami-desk", f"/cases/{receipt}") for receipt in receipts]
    assert ["町内会に説明した" in page for page in pages] == [True, False]
    assert ["浜の会に説明した" in page for page in pages] == [False, True]
