"""Let the desk write its own texts: looked through before they hold, never lost, gone back from by one more version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.storage.texts import OwnTexts, TextChange, TextVersion, add_version, changes_of, texts_in_force
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.errors import Invalid, Missing, Refused
from shared.scheme.template_language import MAX_TEXT_CHARACTERS, fill_in, mistake_in, words_in

MAX_SUBJECT_CHARACTERS: Final = 400
# What a mail exists for: what an officer wrote, and where to read on. Without it, it would silently be lost.
_NEVER_LOST: Final = frozenset({"note", "status_url", "answer_url", "link", "lines", "notice"})


class NoSuchText(Missing):
    """There is no text of this name, or no such version of it."""

    public_message = "この文面は見つかりませんでした。文面の一覧を開き直してください。"


class WrittenMeanwhile(Refused):
    """Somebody else has written a version of this text since the page was opened."""

    public_message = "ほかの担当者がこの文面を更新しました。画面を読み込み直して、内容をご確認ください。"


class WrongText(Invalid):
    """A text cannot be used as it is."""

    def __init__(self, field: str, public: str) -> None:
        """Keep which field is wrong, and what a person is told about it."""
        super().__init__(f"wrong text in {field}", public=public)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has written; a text of one line has no subject."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writable:
    """A text the desk may write: its name, the words it may fill in, and the text that holds where it wrote none."""

    name: str
    title: str
    words: frozenset[str]
    standard: Draft
    one_line: bool = False


async def texts_of(connection: AsyncConnection, actor: Actor) -> OwnTexts:
    """Return what the desk of *actor* wrote itself, or raise NotAllowed."""
    require(actor, Action.TEXT_EDIT)
    return await texts_in_force(connection, [actor.desk_id])


async def history_of(connection: AsyncConnection, actor: Actor, text: Writable) -> list[TextChange]:
    """Return every version of a text, the newest first, or raise NotAllowed."""
    require(actor, Action.TEXT_EDIT)
    return await changes_of(connection, actor.desk_id, text.name)


async def write_text(connection: AsyncConnection, actor: Actor, text: Writable, draft: Draft, *, based_on: int) -> None:
    """Put *draft* in force after the version it is based on; raise NotAllowed, WrongText or WrittenMeanwhile."""
    require(actor, Action.TEXT_EDIT)
    look_through(text, draft)
    await _add(connection, actor, text, TextVersion(version=based_on + 1, subject=draft.subject, body=draft.body))


async def go_back(connection: AsyncConnection, actor: Actor, text: Writable, *, to: int, based_on: int) -> None:
    """Put an earlier version in force as a new one, or with *to* 0 the text the desk did not write."""
    found = {change.text.version: change.text for change in await history_of(connection, actor, text)}
    found[0] = TextVersion(version=0, subject=None, body=None)
    if to not in found:
        raise NoSuchText
    earlier = found[to]
    await _add(connection, actor, text, TextVersion(version=based_on + 1, subject=earlier.subject, body=earlier.body))


def look_through(text: Writable, draft: Draft) -> None:
    """Raise WrongText where *draft* could not be used as *text*."""
    if not draft.body.strip():
        raise WrongText("body", "文面を入力してください。")
    if not text.one_line and not draft.subject.strip():
        raise WrongText("subject", "件名を入力してください。")
    if len(draft.subject) > MAX_SUBJECT_CHARACTERS or "\n" in draft.subject:
        raise WrongText("subject", f"件名は、一行で、{MAX_SUBJECT_CHARACTERS}文字以内でお書きください。")
    if len(draft.body) > MAX_TEXT_CHARACTERS:
        raise WrongText("body", f"文面は、{MAX_TEXT_CHARACTERS:,}文字以内でお書きください。")
    for field, said in (("subject", draft.subject), ("body", draft.body)):
        mistake = mistake_in(said, text.words)
        if mistake is not None:
            raise WrongText(field, mistake.sentence)
    lost = sorted(words_in(text.standard.body) & _NEVER_LOST - words_in(draft.body))
    if lost:
        words = "、".join(f"{{{{ {word} }}}}" for word in lost)
        raise WrongText("body", f"{words} を本文に入れてください。担当者の言葉やリンクが、相手に届かなくなります。")


def previewed(text: Writable, draft: Draft, words: Mapping[str, str]) -> Draft:
    """Return *draft* with sample *words* filled in; raise WrongText."""
    look_through(text, draft)
    return Draft(subject=fill_in(draft.subject, words), body=fill_in(draft.body, words).strip("\n"))


async def _add(connection: AsyncConnection, actor: Actor, text: Writable, version: TextVersion) -> None:
    if not await add_version(connection, actor.desk_id, text.name, version, author=actor.account_id):
        raise WrittenMeanwhile
