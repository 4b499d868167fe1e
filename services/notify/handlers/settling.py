"""Write down what became of a mail, once per attempt, and tell it; the record waits for a database that is away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import Counter

from services.notify.domain.mail import LADDER, MAX_RESENDS, Ending, MailSend, MailState, Reason, wait_after
from services.notify.handlers.mishaps import patiently
from services.notify.handlers.office import Office
from services.notify.handlers.writing import MAILS, Written
from services.notify.storage.mails import Taken
from services.notify.storage.work import Work
from shared.database.errors import DatabaseAway
from shared.database.together import Together
from shared.database.transactions import Transactions
from shared.documents import DocumentKind, KeeperKind, NewDocument, NewKeeper
from shared.errors import DeskError
from shared.events import Classification, Fact, MailGaveUp, MailSent, Recorded
from shared.events.who import by_service, rules_of
from shared.failpoints import Failpoint, reached
from shared.ids import new_id
from shared.messaging.issues import describe
from shared.unforeseen import UNFORESEEN

log = structlog.get_logger()
RESENT: Final = Counter("desk_mails_resent", "Mails sent again although a copy may have left already.", ["purpose"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Over:
    """A letter the server took over."""

    mail: MailSend
    written: Written
    code: int


class Settling:
    """Records the ends of attempts; what several letters have to record at one moment shares a transaction."""

    def __init__(self, transactions: Transactions[Work], office: Office) -> None:
        """Work through *transactions* for *office*."""
        self._transactions = transactions
        self._office = office
        self._over: Together[_Over, None, Work] = Together(transactions, self._record)

    async def sent(self, mail: MailSend, written: Written, code: int) -> None:
        """Record that the server took the letter over, with a copy of it, and tell it."""
        over = _Over(mail=mail, written=written, code=code)
        await patiently(lambda: self._over.do(over))
        _note(mail, "sent", code)

    async def later(self, mail: MailSend, code: int | None) -> None:
        """Record that it is tried again, or given up after days of trying."""
        wait = wait_after(mail.attempt, chance=self._office.chance())
        if wait is None:
            await self.leave(mail, Ending(state=MailState.FAILED, reason=Reason.TRIED_FOR_DAYS, code=code))
            return
        reason = Reason.SERVER_AWAY if code is None else Reason.SERVER_SAYS_LATER
        await patiently(lambda: self._defer(mail, reason, code, wait))
        _note(mail, "deferred", code)

    async def unanswered(self, mail: MailSend) -> None:
        """Record that nobody knows whether the server took it: one more copy, counted, or a person's to find out."""
        wait = wait_after(mail.attempt, chance=self._office.chance())
        if mail.resends >= MAX_RESENDS or wait is None:
            await self.leave(mail, Ending(state=MailState.UNKNOWN, reason=Reason.NO_ANSWER))
            return
        await patiently(lambda: self._defer(mail, Reason.NO_ANSWER, None, wait, may_have_arrived=True))
        RESENT.labels(purpose=mail.purpose.value).inc()
        _note(mail, "unanswered", None)

    async def unsent(self, mails: Sequence[MailSend], *, slow: bool) -> None:
        """Let mails that were claimed and never begun be due again, after a while if the server is *slow*."""
        reason, wait = (Reason.SERVER_AWAY, LADDER[0]) if slow else (None, timedelta())
        await patiently(lambda: self._put_back(mails, reason, wait))

    async def needless(self, mail: MailSend) -> None:
        """Record that it need not be sent any more, which is nobody's task."""
        await patiently(lambda: self._drop(mail))
        _note(mail, "needless", None)

    async def leave(self, mail: MailSend, ending: Ending) -> None:
        """Leave the mail to a person and tell it; what cannot be told is still seen in the list of mails."""
        if mail.resends:
            # Whatever ends it now: an earlier copy may have arrived.
            ending = replace(ending, state=MailState.UNKNOWN)
        try:
            await patiently(lambda: self._give_up(mail, ending, told=True))
        except DatabaseAway:
            raise
        except UNFORESEEN as error:
            log.warning("mail_trouble_untold", send_id=str(mail.send_id), error=describe(error))
            await patiently(lambda: self._give_up(mail, ending, told=False))
        _note(mail, ending.reason.value, ending.code)

    async def _record(self, over: Sequence[_Over], work: Work) -> list[DeskError | None]:
        taken = [
            Taken(
                mail=one.mail,
                code=one.code,
                address_mark=one.written.address_mark,
                text_version=one.written.text_version,
            )
            for one in over
        ]
        recorded = await work.mails.sent(taken)
        # What somebody else has settled already, this attempt has nothing to say about.
        ours = [one for one in over if one.mail.send_id in recorded]
        await _keep_copies(ours, work)
        await work.outbox.add_all(
            [_told(one.mail, MailSent(purpose=one.mail.purpose.value), self._office) for one in ours]
        )
        reached(Failpoint.MAIL_RECORDED)
        return [None for _ in over]

    async def _put_back(self, mails: Sequence[MailSend], reason: Reason | None, wait: timedelta) -> None:
        async with self._transactions.begin() as work:
            await work.mails.put_back(mails, reason, wait=wait)

    async def _defer(
        self, mail: MailSend, reason: Reason, code: int | None, wait: timedelta, *, may_have_arrived: bool = False
    ) -> None:
        async with self._transactions.begin() as work:
            await work.mails.deferred(mail, reason, code=code, wait=wait, may_have_arrived=may_have_arrived)

    async def _drop(self, mail: MailSend) -> None:
        async with self._transactions.begin() as work:
            await work.mails.needless(mail)

    async def _give_up(self, mail: MailSend, ending: Ending, *, told: bool) -> None:
        async with self._transactions.begin() as work:
            if await work.mails.gave_up(mail, ending, told=told) and told:
                fact = MailGaveUp(purpose=mail.purpose.value, reply_code=ending.code)
                await work.outbox.add(_told(mail, fact, self._office))


async def _keep_copies(over: Sequence[_Over], work: Work) -> None:
    """Keep what was sent, under keys that can be destroyed with the proposals; a mail to staff says nothing of any."""
    over = [one for one in over if one.mail.account_id is None]
    if not over:
        return
    keepers = [_keeper_of(one.mail) for one in over]
    await work.documents.create_keepers(keepers)
    document_ids = await work.documents.write_all(
        [
            NewDocument(
                kind=DocumentKind.RENDERED_MAIL,
                content=one.written.letter.content,
                keeper_id=keeper.keeper_id,
                keeper_kind=keeper.kind,
                desk_id=keeper.desk_id,
                media_type="message/rfc822",
            )
            for one, keeper in zip(over, keepers, strict=True)
        ]
    )
    await work.mails.keep_copies({one.mail.send_id: id_ for one, id_ in zip(over, document_ids, strict=True)})


def _keeper_of(mail: MailSend) -> NewKeeper:
    if mail.proposal_id is not None:
        return NewKeeper(keeper_id=mail.proposal_id, kind=KeeperKind.PROPOSAL, desk_id=mail.desk_id)
    if mail.registration_id is not None:
        return NewKeeper(keeper_id=mail.registration_id, kind=KeeperKind.REGISTRATION, desk_id=mail.desk_id)
    if mail.item_id is not None:
        return NewKeeper(keeper_id=mail.item_id, kind=KeeperKind.LEDGER, desk_id=mail.desk_id)
    # The database keeps one of all these.
    assert mail.raw_id is not None  # noqa: S101 - see above.
    return NewKeeper(keeper_id=mail.raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=mail.desk_id)


def _note(mail: MailSend, outcome: str, code: int | None) -> None:
    MAILS.labels(purpose=mail.purpose.value, outcome=outcome).inc()
    log.info("mail_settled", send_id=str(mail.send_id), outcome=outcome, code=code, attempt=mail.attempt)


def _told(mail: MailSend, fact: Fact, office: Office) -> Recorded[Fact]:
    scheme = office.schemes.get(mail.desk_id)
    return Recorded(
        id=new_id(),
        fact=fact,
        source="notify",
        desk_id=mail.desk_id,
        aggregate_id=mail.send_id,
        aggregate_version=mail.version + 1,
        actor=by_service("notify"),
        rule_version=rules_of(mail.desk_id, scheme.version) if scheme else mail.desk_id,
        occurred_at=office.clock(),
        classification=Classification.LIMITED,
        correlation_id=mail.correlation_id,
        causation_id=mail.event_id,
    )
