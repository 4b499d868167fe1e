"""Hand letters over, several at the same time and several in a row over one connection, and have each recorded."""

import asyncio
from collections import Counter, deque
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

import structlog

from services.notify.domain.mail import Ending, MailSend, MailState, Reason
from services.notify.handlers.settling import Settling
from services.notify.handlers.writing import Writer, Written
from services.notify.ports import Accepted, Answer, Conversation, Later, MailServer, Refusal, Unanswered
from shared.database.errors import DatabaseAway
from shared.failpoints import Failpoint, reached
from shared.messaging.issues import describe
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A letter that waits for a free hand until *begins_by*, seconds of the loop's clock."""

    mail: MailSend
    written: Written
    begins_by: float


class Hands:
    """At most *at_once* conversations with the mail server; a slow one holds up one letter and no other."""

    def __init__(self, server: MailServer, settling: Settling, writer: Writer, *, at_once: int) -> None:
        """Hand letters of *writer* to *server* and let *settling* record what became of them."""
        self._server = server
        self._settling = settling
        self._writer = writer
        self._at_once = at_once
        self._ready: deque[_Ready] = deque()
        self._talking: set[asyncio.Task[None]] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._held: Counter[UUID] = Counter()
        self._stopping = False

    @property
    def held(self) -> frozenset[UUID]:
        """Return the mails this process has in hand: only when it dies are they left behind."""
        return frozenset(self._held)

    @contextmanager
    def holding(self, mails: Sequence[MailSend]) -> Iterator[None]:
        """Hold the mails inside the block, besides whatever else is done about them."""
        self._hold(mails)
        try:
            yield
        finally:
            self._release(mails)

    @property
    def free(self) -> bool:
        """Tell whether another letter would be begun at once."""
        return not self._ready and len(self._talking) < self._at_once

    def take(self, mail: MailSend, written: Written, *, begins_by: float) -> None:
        """Hand the letter over as soon as a hand is free; what is not begun by *begins_by* waits for better times."""
        self._writer.leaves(written)
        self._hold([mail])
        self._ready.append(_Ready(mail=mail, written=written, begins_by=begins_by))
        self._begin_talking()

    def do(self, work: Coroutine[None, None, None], *, about: Sequence[MailSend]) -> asyncio.Task[None]:
        """Do the work beside the letters, holding the mails it is about; `finish` waits for it too."""
        self._hold(about)
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._done)
        task.add_done_callback(lambda _: self._release(about))
        return task

    async def wait_for_one(self) -> None:
        """Wait until a conversation has ended."""
        await asyncio.wait(self._talking, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, *, begin_no_more: bool = False) -> None:
        """Wait until all that is under way is over and recorded; with *begin_no_more* what waits is put back."""
        self._stopping = begin_no_more
        while under_way := self._talking | self._under_way:
            over, _ = await asyncio.wait(under_way)
            for task in () if begin_no_more else over:
                task.result()

    def _begin_talking(self) -> None:
        if self._ready and len(self._talking) < self._at_once:
            task = asyncio.create_task(self._talk())
            self._talking.add(task)
            task.add_done_callback(self._talked)

    async def _talk(self) -> None:
        async with self._server.conversation() as conversation:
            while self._ready:
                one = self._ready.popleft()
                if self._stopping or asyncio.get_running_loop().time() > one.begins_by:
                    self._put_back([one, *self._ready])
                    self._ready.clear()
                else:
                    await self._see_off(one, conversation)

    async def _see_off(self, one: _Ready, conversation: Conversation) -> None:
        try:
            record = await self._hand_over(one, conversation)
            # The next letter waits for the record of this one: a process that is killed leaves no more copies of
            # which nobody knows than it has hands. Records of a moment share a transaction all the same.
            await asyncio.wait((record,))
        finally:
            self._let_go([one])

    async def _hand_over(self, one: _Ready, conversation: Conversation) -> asyncio.Task[None]:
        reached(Failpoint.MAIL_WRITTEN)
        try:
            answer = await conversation.hand_over(one.written.letter)
        except UNFORESEEN as error:
            return self.do(self._give_up(one, error), about=[one.mail])
        if isinstance(answer, Accepted):
            reached(Failpoint.MAIL_HANDED_OVER)
        return self.do(self._record(one, answer), about=[one.mail])

    async def _record(self, one: _Ready, answer: Answer) -> None:
        try:
            match answer:
                case Accepted(code=code):
                    await self._settling.sent(one.mail, one.written, code)
                case Refusal(code=code):
                    ending = Ending(state=MailState.FAILED, reason=Reason.SERVER_REFUSES, code=code)
                    await self._settling.leave(one.mail, ending)
                case Later(code=code):
                    await self._settling.later(one.mail, code)
                case Unanswered():
                    await self._settling.unanswered(one.mail)
                case _:
                    assert_never(answer)
        except DatabaseAway:
            raise
        except UNFORESEEN as error:
            await self._give_up(one, error)

    async def _give_up(self, one: _Ready, error: Exception) -> None:
        log.warning("mail_broke_on_the_wire", send_id=str(one.mail.send_id), error=describe(error))
        # The server may have taken it: whether it arrived is for a person to find out.
        await self._settling.leave(one.mail, Ending(state=MailState.UNKNOWN, reason=Reason.UNFORESEEN))

    def _put_back(self, those: list[_Ready]) -> None:
        mails = [one.mail for one in those]
        self.do(self._settling.unsent(mails, slow=not self._stopping), about=mails)
        self._let_go(those)

    def _let_go(self, those: list[_Ready]) -> None:
        """Count these as on their way no longer; whoever records something about them holds them by itself."""
        for one in those:
            self._writer.settled(one.written)
        self._release([one.mail for one in those])

    def _hold(self, mails: Sequence[MailSend]) -> None:
        self._held.update(mail.send_id for mail in mails)

    def _release(self, mails: Sequence[MailSend]) -> None:
        self._held.subtract(mail.send_id for mail in mails)
        self._held = +self._held

    def _talked(self, task: asyncio.Task[None]) -> None:
        self._talking.discard(task)
        _warn(task)
        # Whatever ended it, letters that wait do not wait for the next claim.
        self._begin_talking()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        _warn(task)


def _warn(task: asyncio.Task[None]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.warning("mail_left_behind", error=describe(error))
