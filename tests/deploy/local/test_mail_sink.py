"""The mail sink keeps what it is given, with the envelope, and sends nothing on."""

import asyncio
import socket
from pathlib import Path

import aiosmtplib
import pytest

from deploy.local.mail_sink import MailSink, listening
from deploy.local.trouble import Trouble

MAIL = b"Subject: hello\r\nTo: a@example.jp\r\n\r\n.dot\r\nbody\r\n"


async def test_a_mail_is_kept_with_the_envelope_it_came_in(tmp_path: Path) -> None:
    sink = MailSink(tmp_path / "mail")

    async with listening(sink) as port, aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
        await client.sendmail("", ["a@example.jp", "b@example.jp"], MAIL)

    kept = next(iter(sink.maildir))
    assert kept.get_all("Return-Path") == ["<>"]
    assert kept.get_all("Delivered-To") == ["a@example.jp", "b@example.jp"]
    assert kept.get_payload() == ".dot\nbody\n"


async def test_two_mails_are_two_files_that_another_program_can_read(tmp_path: Path) -> None:
    async with listening(MailSink(tmp_path / "mail")) as port:
        for sender in ("x@example.jp", "y@example.jp"):
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port) as client:
                await client.sendmail(sender, ["a@example.jp"], MAIL)

    assert len(list((tmp_path / "mail" / "new").iterdir())) == 2


async def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Trouble, match=f"cannot listen on 127.0.0.1:{port}"):
            async with listening(MailSink(tmp_path / "mail"), port=port):
                await asyncio.sleep(0)
