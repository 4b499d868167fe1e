"""A mail server that sends nothing on: it puts every mail into a Maildir, for `make run` and for tests.

    python -m deploy.local.mail_sink --maildir .local/outgoing-mail --port 25925

Each mail begins with the envelope as it was said: one `Return-Path` and one `Delivered-To` per recipient.
"""

import argparse
import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from mailbox import Maildir
from pathlib import Path
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.trouble import Trouble

HOST: Final = "127.0.0.1"
_NAME: Final = "mail-sink.localhost"
_MAX_BYTES: Final = 10 * 1024 * 1024


class MailSink:
    """Takes every mail that is offered and keeps it."""

    def __init__(self, maildir: Path) -> None:
        """Keep mails in *maildir*, which is created when it is missing."""
        self.maildir = Maildir(maildir, create=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd names it
        """Keep one mail and answer 250 only once it is on the disk."""
        # aiosmtpd hands the empty sender over with its brackets.
        sender = (envelope.mail_from or "").strip("<>")
        head = [f"Return-Path: <{sender}>"]
        head += [f"Delivered-To: {recipient}" for recipient in envelope.rcpt_tos]
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        await asyncio.to_thread(self.maildir.add, "\n".join(head).encode() + b"\n" + content.replace(b"\r\n", b"\n"))
        return "250 OK kept"


@asynccontextmanager
async def listening(sink: MailSink, *, host: str = HOST, port: int = 0) -> AsyncIterator[int]:
    """Serve SMTP while the block runs and give the port; 0 takes a free one. Raise Trouble when it is taken."""

    def session() -> SMTP:
        return SMTP(sink, hostname=_NAME, data_size_limit=_MAX_BYTES, loop=loop)

    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(session, host, port, family=socket.AF_INET)
    except OSError as error:
        raise Trouble(f"the mail sink cannot listen on {host}:{port}: {error.strerror}") from error
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def serve(maildir: Path, *, port: int) -> None:
    """Keep mails until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with listening(MailSink(maildir), port=port):
        await stop.wait()


def main() -> None:
    """Run the sink from the command line."""
    parser = argparse.ArgumentParser(description="Keep every mail in a Maildir and send nothing on.")
    home, port = os.environ.get("DESK_HOME"), os.environ.get("DESK_MAIL_SINK_PORT")
    maildir = Path(home) / "outgoing-mail" if home else None
    parser.add_argument("--maildir", type=Path, required=maildir is None, default=maildir, help="where mails are kept")
    parser.add_argument("--port", type=int, required=port is None, default=port, help="the port on 127.0.0.1")
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.maildir, port=chosen.port))


if __name__ == "__main__":
    main()
