"""What the proposer does on the page of the proposal: words and files in the thread, a withdrawal, an answer."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from services.intake.domain.outcome import Outcome
from services.intake.handlers.proposing import JSON, SaidFile, file_documents
from services.intake.handlers.recording import recorded
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.raw_messages import NewRaw
from services.intake.storage.replies import Answered, NewReply
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind, NewDocument, NewKeeper
from shared.documents.contents import ReplyContent
from shared.errors import Invalid, Refused
from shared.events import (
    Attached,
    Channel,
    ConditionsAnswered,
    Fact,
    NoteOpened,
    ProposalWithdrawn,
    PublicationAnswered,
    Recorded,
    ReplyReceived,
    TodoAnswered,
)
from shared.events.who import by_door
from shared.ids import new_id
from shared.scheme.model import DeskScheme

_WHO = "ご提案者（対応状況のページから）"


class NothingAnswered(Invalid):
    """An answer says something, or brings a file."""

    public_message = "お返事の内容を入力するか、ファイルを添えてください。"


class AnswerUnchosen(Invalid):
    """To conditions one says yes or no."""

    public_message = "条件に同意されるかどうかを選んでください。"


class NoAnswerAwaited(Refused):
    """The conditions were answered already, or nobody waits for the answer any more."""

    public_message = "この条件へのご回答は、すでに承っているか、不要になりました。最新の状況をご確認ください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """What was sent from the page; *key* is that of its form, so that a double click is one answer."""

    proposal_id: UUID
    scheme: DeskScheme
    key: UUID
    subject: str
    words: str = field(default="", repr=False)
    files: tuple[SaidFile, ...] = field(default=(), repr=False)

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything to put into the thread."""
        return bool(self.words.strip() or self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfDraft:
    """Which fields of which draft may not be published; all others that were asked about may."""

    publication_id: UUID
    draft: int
    refused: frozenset[str]


async def reply_by_page(answer: PageAnswer, work: Work, *, now: datetime) -> None:
    """Put what was written into the thread as a confirmed reply; raise NothingAnswered."""
    if not answer.says_something:
        raise NothingAnswered
    told = _Telling(answer, work, now)
    if await told.begin():
        await told.reply()
        await told.end()


async def withdraw_by_page(answer: PageAnswer, work: Work, *, now: datetime) -> None:
    """Tell that the proposer takes the proposal back, with what they wrote about it in the thread."""
    told = _Telling(answer, work, now)
    if await told.begin():
        reply_id = await told.reply() if answer.says_something else None
        told.add(ProposalWithdrawn(receipt=told.receipt, reply_id=reply_id))
        await told.end()


async def answer_conditions_by_page(
    answer: PageAnswer, work: Work, *, conditions_id: UUID, agreed: bool, now: datetime
) -> None:
    """Tell what the proposer says to the conditions the page showed; raise NoAnswerAwaited."""
    told = _Telling(answer, work, now)
    if await told.begin():
        offer_id = await work.notes.answered(answer.proposal_id, conditions_id, now, agreed=agreed)
        if offer_id is None:
            raise NoAnswerAwaited
        reply_id = await told.reply() if answer.says_something else None
        told.add(
            ConditionsAnswered(
                receipt=told.receipt,
                offer_id=offer_id,
                agreed=agreed,
                reply_id=reply_id,
                conditions_id=conditions_id,
            )
        )
        await told.end()


async def answer_publication_by_page(answer: PageAnswer, work: Work, *, said: SaidOfDraft, now: datetime) -> None:
    """Tell what the proposer says to each field of the draft the page showed; raise NoAnswerAwaited."""
    told = _Telling(answer, work, now)
    if await told.begin():
        of, proposal_id = work.publications, answer.proposal_id
        asked = await of.answered(proposal_id, said.publication_id, said.draft, now, sorted(said.refused))
        if asked is None:
            raise NoAnswerAwaited(public="この公表についてのご回答は、すでに承っているか、不要になりました。")
        reply_id = await told.reply() if answer.says_something else None
        told.add(
            PublicationAnswered(
                receipt=told.receipt,
                publication_id=said.publication_id,
                draft=said.draft,
                agreed=tuple(one for one in asked.fields if one not in said.refused),
                refused=tuple(one for one in asked.fields if one in said.refused),
                reply_id=reply_id,
            )
        )
        await told.end()


async def report_todo_by_page(answer: PageAnswer, work: Work, *, todo_id: UUID, shown_id: UUID, now: datetime) -> None:
    """Tell that something the page asked for, in the words it showed, is done; raise NoAnswerAwaited."""
    told = _Telling(answer, work, now)
    if await told.begin():
        if not await work.todos.report(answer.proposal_id, todo_id, shown_id, now):
            raise NoAnswerAwaited(public="このご準備は、すでにご報告いただいているか、内容が変わりました。")
        reply_id = await told.reply() if answer.says_something else None
        told.add(TodoAnswered(receipt=told.receipt, todo_id=todo_id, words_id=shown_id, reply_id=reply_id))
        await told.end()


async def note_what_is_shown(proposal_id: UUID, scheme: DeskScheme, work: Work, *, now: datetime) -> None:
    """Tell which words of the office the page shows for the first time."""
    told = _Telling(PageAnswer(proposal_id=proposal_id, scheme=scheme, key=new_id(), subject=""), work, now)
    if await told.begin():
        for note_id in await work.notes.opened(proposal_id, now):
            told.add(NoteOpened(receipt=told.receipt, note_id=note_id))
        await told.end()


class _Telling:
    """The facts of one answer, numbered after what was told of the proposal before."""

    def __init__(self, answer: PageAnswer, work: Work, now: datetime) -> None:
        self._answer, self._work, self._now = answer, work, now
        self._facts: list[Recorded[Fact]] = []
        self._version = 0
        self._to: Answered | None = None

    async def begin(self) -> bool:
        """Hold the proposal; return False when this form was accepted before."""
        proposal_id = self._answer.proposal_id
        versions = await self._work.replies.versions_after([proposal_id])
        self._version = versions.get(proposal_id, 0)
        self._to = (await self._work.replies.answered([proposal_id]))[proposal_id]
        return not await self._work.replies.came(self._answer.key)

    @property
    def receipt(self) -> str:
        """Return the number of the proposal."""
        return self._answered.receipt

    @property
    def _answered(self) -> Answered:
        if self._to is None:
            raise AssertionError("whoever tells has begun")
        return self._to

    def add(self, fact: Fact) -> None:
        """Tell this, too."""
        self._version += 1
        self._facts.append(
            recorded(
                fact,
                scheme=self._answer.scheme,
                aggregate_id=self._answer.proposal_id,
                version=self._version,
                raw_id=self._answer.key,
                actor=by_door("page"),
                now=self._now,
                classification=self._answered.classification,
            )
        )

    async def reply(self) -> UUID:
        """Keep what was sent and put it into the thread; return the reply."""
        answer, work = self._answer, self._work
        desk_id = answer.scheme.desk_id
        raw = _raw_of(answer)
        sealed = work.documents.seal_anew(
            [NewKeeper(keeper_id=answer.key, kind=KeeperKind.RAW_MESSAGE, desk_id=desk_id)],
            [_document(answer, DocumentKind.RAW, raw, answer.key, KeeperKind.RAW_MESSAGE)],
        )
        reply = NewReply(
            reply_id=new_id(),
            raw_id=answer.key,
            proposal_id=answer.proposal_id,
            desk_id=desk_id,
            confirmed=True,
            attached=Attached.PAGE,
            attached_by=None,
            received_at=self._now,
        )
        await work.insert(
            sealed.rows,
            work.raw_messages.rows([_raw_row(answer, raw, self._now)]),
            work.door_entries.rows(
                [DoorEntry(raw_id=answer.key, desk_id=desk_id, channel=Channel.PAGE, accepted_at=self._now)]
            ),
            work.replies.rows([reply]),
        )
        await work.documents.write_all(_documents(answer, reply))
        self.add(
            ReplyReceived(
                reply_id=reply.reply_id,
                raw_id=reply.raw_id,
                receipt=self.receipt,
                confirmed=True,
                attached=Attached.PAGE,
                received_at=self._now,
            )
        )
        return reply.reply_id

    async def end(self) -> None:
        """Put what was told into the outbox."""
        await self._work.insert(self._work.outbox.rows(self._facts))


def _raw_of(answer: PageAnswer) -> bytes:
    files = [{"name": one.name, "sha256": hashlib.sha256(one.content).hexdigest()} for one in answer.files]
    return orjson.dumps({"subject": answer.subject, "words": answer.words, "files": files})


def _raw_row(answer: PageAnswer, raw: bytes, now: datetime) -> NewRaw:
    return NewRaw(
        raw_id=answer.key,
        desk_id=answer.scheme.desk_id,
        channel=Channel.PAGE,
        received_at=now,
        size_bytes=len(raw),
        sha256=hashlib.sha256(raw).digest(),
        outcome=Outcome.REPLY,
        outcome_detail=Attached.PAGE.value,
    )


def _documents(answer: PageAnswer, reply: NewReply) -> Sequence[NewDocument]:
    content = ReplyContent(subject=answer.subject, sender_name=_WHO, text=answer.words.strip())
    said = _document(answer, DocumentKind.REPLY, content.to_bytes(), answer.proposal_id, KeeperKind.PROPOSAL, reply)
    return [said, *file_documents(answer.files, said)]


def _document(
    answer: PageAnswer,
    kind: DocumentKind,
    content: bytes,
    keeper_id: UUID,
    keeper_kind: KeeperKind,
    reply: NewReply | None = None,
) -> NewDocument:
    return NewDocument(
        kind=kind,
        content=content,
        keeper_id=keeper_id,
        keeper_kind=keeper_kind,
        desk_id=answer.scheme.desk_id,
        media_type=JSON,
        filed_under=None if reply is None else reply.reply_id,
    )
