"""Mails are read in processes of their own, several at a time."""

from collections.abc import AsyncIterator
from typing import NoReturn

import pytest

from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.mailbox.pool import PRELOAD, PooledReader
from services.intake.ports import ReaderGaveUp, UnreadMail
from shared.workers import Workers
from shared.workers.pool import WorkersClosed
from tests.intake.mails import a_mail


@pytest.fixture(scope="module")
async def workers() -> AsyncIterator[Workers]:
    async with Workers(1, 256, 20.0, preload=PRELOAD) as pool:
        yield pool


def unread(content: bytes) -> UnreadMail:
    return UnreadMail(content=content, return_path=None)


class Hostile(bytes):
    """A mail at which a library gives up; none is known that still does."""

    __slots__ = ()

    def removeprefix(self, _prefix: object, /) -> NoReturn:
        raise LookupError


class Unpicklable(UnreadMail):
    """A mail that breaks whoever reads it."""

    def __reduce__(self) -> tuple[type[ZeroDivisionError], tuple[()]]:
        return (ZeroDivisionError, ())


async def test_each_mail_is_answered_for_itself(workers: Workers) -> None:
    hostile = unread(Hostile(a_mail()))

    read = await PooledReader(workers).read([unread(a_mail("一つ目")), hostile, unread(a_mail("二つ目"))])

    assert [mail.subject if isinstance(mail, ParsedMail) else type(mail) for mail in read] == [
        "一つ目",
        Unreadable,
        "二つ目",
    ]


async def test_a_bug_of_the_reading_is_no_bug_of_whoever_waits_for_it(workers: Workers) -> None:
    broken = Unpicklable(content=b"", return_path=None)

    with pytest.raises(ReaderGaveUp):
        await PooledReader(workers).read([unread(a_mail()), broken])

    (read,) = await PooledReader(workers).read([unread(a_mail("次のメール"))])
    assert isinstance(read, ParsedMail)


async def test_while_the_pool_is_closing_the_mails_are_asked_for_again_later() -> None:
    pool = Workers(1, 256, 20.0)
    await pool.close()

    with pytest.raises(WorkersClosed):
        await PooledReader(pool).read([unread(a_mail())])
