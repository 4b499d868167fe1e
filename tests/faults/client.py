"""A sender of proposals in a process of its own: it knows only what the door tells it, and never gives up.

python -m tests.faults.client --name m1 --door mail --count 200 --seconds 180 --journal m1.jsonl …
"""

import argparse
import http.client
import json
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from services.intake.mailbox.client import DoorAway, MailDoorClient
from tests.faults.journal import Door, Journal, What

PAUSES_S: Final = (0.2, 0.5, 1.0, 2.0, 3.0)
# So often a client sends once more what was answered already, as one does that lost the answer.
AGAIN: Final = 0.1
WRONG: Final = 0.02
ANSWER_S: Final = 15.0
HTTP_ACCEPTED: Final = 202
TEMPORARY: Final = frozenset({409, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one try told the client."""

    what: What
    receipt: str | None = None
    raw_id: str | None = None
    status_url: str | None = None
    code: int | None = None

    @property
    def known(self) -> dict[str, Any]:
        """Return what belongs in the journal."""
        return {"receipt": self.receipt, "raw_id": self.raw_id, "status_url": self.status_url, "code": self.code}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where the doors are, and the word that may stand in no log and no queue."""

    lmtp: tuple[str, int]
    web: str
    intake_address: str
    canary: str


def address_of(key: str) -> str:
    """Return the address of the proposer of *key*; everyone has an own one."""
    return f"{key}@teiansha.example.jp"


def title_of(key: str, canary: str) -> str:
    """Return the title by which the desk's people recognise *key*."""
    return f"{canary}の提案 [{key}]"


def mail_of(key: str, town: Town, *, wrong: bool) -> tuple[bytes, str]:
    """Return the mail of *key*, the same bytes at every try, and to whom it goes."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"提案する人 <{address_of(key)}>"
    mail["To"] = town.intake_address
    mail["Subject"] = title_of(key, town.canary)
    mail["Date"] = format_datetime(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    mail["Message-ID"] = f"<{key}@teiansha.example.jp>"
    mail.set_content(f"{town.canary}です。空き家を学習室として使う提案をお送りします。\n", cte="base64")
    local, _, domain = town.intake_address.partition("@")
    return mail.as_bytes(), f"nobody-{local}@{domain}" if wrong else town.intake_address


def send_mail(key: str, town: Town, *, wrong: bool) -> Answer:
    """Hand the mail of *key* over once."""
    content, to = mail_of(key, town, wrong=wrong)
    try:
        handed = MailDoorClient(host=town.lmtp[0], port=town.lmtp[1]).hand_over(content, to)
    except DoorAway as error:
        shut = isinstance(error.__cause__, ConnectionRefusedError)
        return Answer(what=What.FAIL if shut else What.UNKNOWN)
    code = int(handed.reply.split()[0])
    if handed.is_kept:
        return Answer(what=What.OK, raw_id=handed.raw_id, code=code)
    return Answer(what=What.REFUSED if code >= 500 else What.FAIL, code=code)


def send_http(key: str, town: Town, *, wrong: bool) -> Answer:
    """Post the proposal of *key* once."""
    body = {
        "title": "" if wrong else title_of(key, town.canary),
        "summary": f"{town.canary}です。放課後の居場所をつくります。",
        "proposer_kind": "company",
        "proposer_name": "学び株式会社",
        "contact_name": "学 太郎",
        "contact_email": address_of(key),
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    door = http.client.HTTPConnection(urlsplit(town.web).netloc, timeout=ANSWER_S)
    try:
        door.request("POST", "/api/proposals", json.dumps(body).encode(), headers)
        answer = door.getresponse()
        said = answer.read()
    except ConnectionRefusedError:
        return Answer(what=What.FAIL)
    except (OSError, http.client.HTTPException):
        return Answer(what=What.UNKNOWN)
    finally:
        door.close()
    if answer.status == HTTP_ACCEPTED:
        told = json.loads(said)
        return Answer(what=What.OK, receipt=told["receipt"], status_url=told["status_url"], code=answer.status)
    return Answer(what=What.FAIL if answer.status in TEMPORARY else What.REFUSED, code=answer.status)


SENDERS: Final = {Door.MAIL: send_mail, Door.HTTP: send_http}


def send_until_settled(
    key: str, door: Door, town: Town, journal: Journal, *, wrong: bool, chance: random.Random
) -> None:
    """Try until the door says yes or no for good; every try and every answer is noted."""
    tried = 0
    while True:
        journal.note(key, What.INVOKE)
        answer = SENDERS[door](key, town, wrong=wrong)
        journal.note(key, answer.what, **answer.known)
        if answer.what in {What.OK, What.REFUSED}:
            return
        time.sleep(PAUSES_S[min(tried, len(PAUSES_S) - 1)] * chance.uniform(0.7, 1.3))
        tried += 1


def work(name: str, door: Door, town: Town, journal: Journal, *, count: int, seconds: float, seed: int) -> None:
    """Send *count* proposals spread over *seconds*; what an outage delays is sent as soon as it can be."""
    chance = random.Random(f"{seed}-{name}")
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, began + seconds * number / count - time.monotonic()))
        wrong = chance.random() < WRONG
        key = f"{'x' if wrong else ''}{name}-{number:04d}"
        send_until_settled(key, door, town, journal, wrong=wrong, chance=chance)
        if chance.random() < AGAIN:
            send_until_settled(key, door, town, journal, wrong=wrong, chance=chance)


def main() -> None:
    """Send from the command line."""
    parser = argparse.ArgumentParser(description="Send proposals and keep a journal.")
    parser.add_argument("--name", required=True)
    parser.add_argument("--door", type=Door, required=True)
    parser.add_argument("--lmtp", type=int, required=True)
    parser.add_argument("--web", required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--canary", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    said = parser.parse_args()
    town = Town(lmtp=("127.0.0.1", said.lmtp), web=said.web, intake_address=said.address, canary=said.canary)
    journal = Journal(said.journal, client=said.name, door=said.door)
    work(said.name, said.door, town, journal, count=said.count, seconds=said.seconds, seed=said.seed)


if __name__ == "__main__":
    main()
