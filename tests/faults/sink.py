"""A mail server for the faults: it records every mail it says 250 to, and at times refuses, or dies at a bad moment.

    python -m tests.faults.sink --port 21999 --record sink.jsonl --mood mood

The file *mood* holds one word: `keep`, `refuse` (451), or `die` (after the record is safe, before the 250).
"""

import argparse
import asyncio
import os
import re
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.mail_sink import MailSink, listening
from tests.faults.journal import append

_STATUS_PAGE: Final = re.compile(r"https?://[^\s]+/status/[^\s]+")


class RecordingSink(MailSink):
    """Keeps who was written to and under which Message-ID; the record is safe before the answer."""

    def __init__(self, record: Path, mood: Path) -> None:
        """Append to *record*; look at *mood* before each answer."""
        self._mood = mood
        self._file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd names it
        """Answer 250 only for what is on the disk."""
        mood = self._mood.read_text(encoding="utf-8").strip() if self._mood.exists() else "keep"
        if mood == "refuse":
            return "451 4.3.0 Try again later"
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        mail = message_from_bytes(content, policy=default)
        page = _STATUS_PAGE.search(mail.get_content())
        said = {
            "at": time.time(),
            "to": list(envelope.rcpt_tos),
            "message_id": str(mail["Message-ID"]),
            "status_url": page and page.group(0),
            "answered": mood != "die",
            "reply": mail["Auto-Submitted"] == "auto-replied",
        }
        append(self._file, said)
        if mood == "die":
            self._mood.write_text("keep", encoding="utf-8")
            os._exit(1)
        return "250 OK kept"


async def serve(record: Path, mood: Path, *, port: int) -> None:
    """Serve until killed."""
    async with listening(RecordingSink(record, mood), port=port):
        await asyncio.Event().wait()


def main() -> None:
    """Run the sink from the command line."""
    parser = argparse.ArgumentParser(description="Keep a record of every mail.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--mood", type=Path, required=True)
    said = parser.parse_args()
    asyncio.run(serve(said.record, said.mood, port=said.port))


if __name__ == "__main__":
    main()
