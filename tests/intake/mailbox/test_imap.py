"""A mailbox that is polled, on a real Dovecot."""

import asyncio
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.domain.mailbox import MailboxTrouble
from services.intake.mailbox.imap import MailboxAway
from services.intake.mailbox.imap_polling import BATCH
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.dovecot import PASSWORD, Dovecot, Postbox, running_dovecot
from tests.intake.conftest import DESK
from tests.intake.mailbox.polled import DONE, LIMIT, TOO_LARGE, Polled
from tests.intake.mails import a_mail
from tests.waiting import until, until_ended


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def polled(worker_transactions: Transactions[Work], scheme: DeskScheme, dovecot: Dovecot) -> Polled:
    return Polled(worker_transactions, scheme, dovecot)


async def test_what_lies_there_is_kept_as_it_is_and_then_moved(polled: Polled) -> None:
    mail = a_mail(Delivered_To="teian+rabc@renkei.miono.example.jp", X_Original_To="x@elsewhere.example")
    polled.box.deliver(mail)
    polled.box.deliver(b"\xff\x00 no mail at all")

    look = await polled.polling().look_once()

    assert (look.taken, look.moved, look.waiting) == (2, 2, 0)
    assert (polled.box.mails(), len(polled.box.mails(DONE))) == ([], 2)
    assert polled.box.mails(DONE)[0] == mail
    # Nobody has read it there.
    assert polled.box.flags(DONE) == ["", ""]
    assert await polled.rows("SELECT channel, recipient, outcome FROM intake.raw_message") == [
        ("mail", DESK, "pending"),
        ("mail", DESK, "pending"),
    ]
    assert polled.accepted == 1


async def test_two_hundred_mails_at_once_are_kept_once_each_and_a_second_look_finds_none(polled: Polled) -> None:
    polled.deliver(*range(200))

    first = await polled.polling().look_once()
    second = await polled.polling().look_once()

    assert (first.taken, first.moved, second.taken, second.moved) == (200, 200, 0, 0)
    assert (await polled.kept(), len(polled.box.mails(DONE))) == (200, 200)


async def test_idle_wakes_at_once_and_a_restarted_server_is_found_again(polled: Polled, dovecot: Dovecot) -> None:
    running = asyncio.create_task(polled.polling().run())

    async def kept(count: int) -> bool:
        return await polled.kept() == count

    try:
        # The next look without IDLE would come in 25 minutes.
        await until(lambda: looked(polled))
        polled.deliver(1)
        await until(lambda: kept(1))
        dovecot.stop()
        await until(lambda: in_trouble(polled))
        dovecot.start()
        polled.deliver(2)
        await until(lambda: kept(2))
    finally:
        await until_ended(running)

    assert await polled.rows("SELECT trouble, failing_since IS NULL FROM intake.mailbox_look") == [(None, True)]


async def looked(polled: Polled) -> bool:
    return bool(await polled.rows("SELECT 1 FROM intake.mailbox_look WHERE succeeded_at IS NOT NULL"))


async def in_trouble(polled: Polled) -> bool:
    return bool(await polled.rows("SELECT 1 FROM intake.mailbox_look WHERE trouble = 'away'"))


async def test_without_move_a_copy_comes_first_and_only_ours_goes(
    worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    with running_dovecot(without=("MOVE", "IDLE")) as server:
        polled = Polled(worker_transactions, scheme, server)
        polled.deliver(1, 2)
        marked_by_a_person(polled.box)

        look = await polled.polling().look_once()

        assert (look.taken, look.moved) == (1, 1)
        assert (len(polled.box.mails(DONE)), len(polled.box.mails())) == (1, 1)
        assert "T" in polled.box.flags()[0]


def marked_by_a_person(box: Postbox) -> None:
    """Mark the first mail as deleted, as a mail program does."""
    first = min((box.maildir / "new").glob("*"))
    first.rename(box.maildir / "cur" / f"{first.name}:2,T")


async def test_who_dies_between_keeping_and_moving_doubles_nothing(
    polled: Polled, tmp_path: Path, scheme: DeskScheme
) -> None:
    polled.deliver(1, 2)
    (tmp_path / "mailbox_kept").touch()

    died = await asyncio.to_thread(look_in_another_process, polled, tmp_path)
    between = (await polled.kept(), len(polled.box.mails()), len(polled.box.mails(DONE)))
    look = await polled.polling().look_once()

    assert died == -signal.SIGKILL
    assert between == (2, 2, 0)
    assert (look.taken, look.moved, await polled.kept(), len(polled.box.mails(DONE))) == (0, 2, 2, 2)


async def test_a_mailbox_numbered_anew_doubles_nothing_that_was_kept_and_not_moved(
    polled: Polled, tmp_path: Path
) -> None:
    polled.deliver(1)
    (tmp_path / "mailbox_kept").touch()
    await asyncio.to_thread(look_in_another_process, polled, tmp_path)
    polled.box.forget_uids()
    polled.deliver(2)

    look = await polled.polling().look_once()

    assert (look.taken, look.moved, await polled.kept()) == (1, 2, 2)
    assert len(await polled.rows("SELECT DISTINCT validity FROM intake.mailbox_mail")) == 2
    assert await polled.rows("SELECT count(*) FROM intake.mailbox_mail WHERE moved_at IS NULL") == [(0,)]


def look_in_another_process(polled: Polled, armed: Path) -> int:
    """Look once in a process that dies where it is told, and return how it ended."""
    program = f"""
        import asyncio
        from datetime import UTC, datetime
        from pathlib import Path
        from services.intake.mailbox.imap import Account
        from services.intake.mailbox.imap_polling import MailboxPolling
        from services.intake.storage.work import work_on
        from shared.database.engine import make_engine
        from shared.database.transactions import Transactions
        from shared.documents import Keyring
        from shared.failpoints import arm
        from shared.scheme.load import load_scheme
        from shared.scheme.mailbox import Mailbox
        from shared.settings import PROJECT, ServiceSettings

        settings = ServiceSettings("intake")
        keyring = Keyring(settings.installation.master_key)
        engine = make_engine(settings.worker_url, name="test-imap", size=2)
        mailbox = Mailbox.model_validate_json({polled.mailbox.model_dump_json()!r})
        scheme = load_scheme(PROJECT / "deploy/desks/miono.toml").model_copy(update={{"mailbox": mailbox}})
        account = Account(mailbox=mailbox, password={PASSWORD!r}, certificates=Path({str(polled.server.certificate)!r}))
        transactions = Transactions(engine, lambda connection: work_on(connection, keyring))
        arm(Path({str(armed)!r}))
        polling = MailboxPolling(
            transactions, scheme, account, lambda: datetime.now(UTC), max_mail_bytes={LIMIT}
        )
        asyncio.run(polling.look_once())
    """
    return subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, timeout=60).returncode


async def test_a_folder_that_takes_no_mails_keeps_nothing_else_from_being_taken(polled: Polled) -> None:
    polled.deliver(1)
    polled.box.deliver(a_mail("大きな提案", text="あ" * LIMIT))

    with polled.box.locked(DONE):
        first = await polled.polling().look_once()
        polled.deliver(2)
        second = await polled.polling().look_once()
        said = await polled.rows("SELECT trouble, failing_since IS NULL, waiting FROM intake.mailbox_look")
    third = await polled.polling().look_once()

    assert (first.taken, first.moved, first.waiting, first.trouble) == (2, 1, 1, MailboxTrouble.NOT_MOVED)
    assert (second.taken, second.moved, second.waiting) == (1, 0, 2)
    assert said == [("not_moved", False, 2)]
    assert (third.taken, third.moved, third.trouble) == (0, 2, None)
    assert (await polled.kept(), len(polled.box.mails(DONE)), polled.box.mails()) == (3, 2, [])


async def test_who_is_asked_to_stop_finishes_the_mails_at_hand_and_no_more(polled: Polled) -> None:
    polled.deliver(*range(BATCH + 1))
    running = asyncio.create_task(polled.polling().run())
    polled.when_kept = running.cancel

    with pytest.raises(asyncio.CancelledError):
        await running

    assert (await polled.kept(), len(polled.box.mails(DONE)), len(polled.box.mails())) == (BATCH, BATCH, 1)


async def test_a_mail_that_is_too_large_is_put_aside_and_waits_for_a_person(polled: Polled) -> None:
    polled.box.deliver(a_mail("大きな提案", text="あ" * LIMIT))
    polled.deliver(2)

    look = await polled.polling().look_once()

    assert (look.taken, look.moved) == (2, 2)
    assert (len(polled.box.mails(TOO_LARGE)), len(polled.box.mails(DONE))) == (1, 1)
    assert sorted(await polled.rows("SELECT outcome, outcome_detail FROM intake.raw_message"), key=str) == [
        ("held", "too_large"),
        ("pending", None),
    ]
    assert await polled.rows("SELECT reason FROM intake.holding") == [("too_large",)]


@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [
        ({"password": "wrong"}, MailboxTrouble.SIGN_IN),
        ({"known": False}, MailboxTrouble.CERTIFICATE),
        ({"port": 1}, MailboxTrouble.AWAY),
        ({"folder": "ない"}, MailboxTrouble.REFUSED),
    ],
)
async def test_what_is_wrong_with_a_mailbox_is_said_and_kept(
    polled: Polled, wrong: dict[str, Any], trouble: MailboxTrouble
) -> None:
    polled.deliver(1)

    with pytest.raises(MailboxAway) as raised:
        await polled.polling(**wrong).look_once()

    assert raised.value.trouble is trouble
    assert await polled.rows("SELECT trouble FROM intake.mailbox_look") == [(trouble.value,)]
    assert (await polled.kept(), len(polled.box.mails())) == (0, 1)


async def test_a_mailbox_that_may_only_be_read_is_not_called_away(polled: Polled) -> None:
    polled.deliver(1)

    with polled.box.locked(""), pytest.raises(MailboxAway) as raised:
        await polled.polling().look_once()

    assert raised.value.trouble is MailboxTrouble.REFUSED


async def test_starttls_is_asked_for_and_other_folders_are_left_alone(polled: Polled, dovecot: Dovecot) -> None:
    polled.deliver(1)
    polled.box.deliver(a_mail(), folder=".Archive")

    look = await polled.polling(security="starttls", port=dovecot.port).look_once()

    assert (look.taken, len(polled.box.mails(".Archive"))) == (1, 1)


async def test_two_who_poll_at_the_same_time_keep_each_mail_once(polled: Polled) -> None:
    polled.deliver(*range(20))

    looks = await asyncio.gather(*(polled.polling().look_once() for _ in range(2)))

    assert sorted((look.taken, look.elsewhere) for look in looks) == [(0, True), (20, False)]
    assert (await polled.kept(), len(polled.box.mails(DONE))) == (20, 20)
