"""How a forum looks: what it is about, who is invited, who came, and the cases that came of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.routing.domain.ledger.forums.forum import FORUM_EVE, Forum
from services.routing.domain.ledger.forums.words import ForumNote, ForumWords
from services.routing.handlers.ledger.forums.volume import FORUMS
from services.routing.storage.applications import application_lines
from services.routing.storage.mails import ForumMail, forum_mails
from services.routing.storage.registrations import counted
from services.routing.storage.work import RoutingWork
from services.routing.web.access import reader_of
from services.routing.web.ledger.face import Choices, Face, Link, Section
from services.routing.web.ledger.forums.registered import (
    attendee_choices,
    came_before,
    mail_words,
    registrations_section,
)
from services.routing.web.ledger.forums.words import DUES, FACTS, FIRST_FACTS, STATES, VERBS
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.events.forum import ForumInvited
from shared.japanese.era import day_in_japan
from shared.web.pages import utc_now

_WHEN_FULL: Final = {True: "キャンセル待ちとして受け付ける", False: "受付を終了する"}


async def _show(work: RoutingWork, actor: Actor, forum: Forum) -> Sequence[Section]:
    text = await work.ledger_texts.open(forum.text_id, ForumWords)
    return (
        Section(
            title="意見交換会の内容",
            html_id="text",
            pairs=[
                ("開催日", forum.held_on),
                ("時刻", text.begins),
                ("開催場所・方法", text.place),
                ("定員", f"{text.places}名" if text.places else ""),
                ("満席になった後", _WHEN_FULL[text.waiting_list] if text.places else ""),
                ("定員についての補足", text.capacity),
                ("申込みの締切日", forum.closes_on),
                ("参加者への開催前のお知らせ（自動）", forum.remind_on),
                ("テーマと内容", text.theme),
                ("問合せ先", text.contact),
            ],
        ),
        await registrations_section(work, actor, forum),
        await _ideas(work, actor, forum),
        *(await _records(work, actor, forum) if can(actor, Action.FORUM_KEEP) else await _invited(work, actor, forum)),
    )


async def _ideas(work: RoutingWork, actor: Actor, forum: Forum) -> Section:
    lines = await application_lines(work.connection, forum.cases, reader_of(actor))
    rows = [
        (Link(f"/cases/{receipt}", receipt), lines[case_id].title, lines[case_id].proposer)
        if case_id in lines
        else (receipt, "", "")
        for receipt, case_id in forum.ideas.items()
    ]
    return Section(
        title="この意見交換会から生まれた提案",
        html_id="ideas",
        columns=("受付番号", "提案", "提案者"),
        rows=rows,
        none="生まれた提案はまだありません。",
    )


async def _records(work: RoutingWork, actor: Actor, forum: Forum) -> Sequence[Section]:
    """Return what was written down for the desk alone."""
    departments = await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
    names = {one.code: one.name for one in departments} | dict(await work.municipalities.names(actor.desk_id))
    parties = sorted({party for one in forum.invitations for party in one.parties})
    called = {line.party_id: line.name for line in await work.party_queries.these(parties)} if parties else {}
    mails = await forum_mails(work.connection, forum.desk_id, forum.number)
    said = await work.ledger_texts.open_many(list(_notes(forum)), ForumNote)
    invited = [
        (
            "、".join(
                [names.get(code, code) for code in (*one.departments, *one.municipalities)]
                + [_invited_party(one, place, called, mails) for place, _ in enumerate(one.parties)]
            ),
            said[one.invitation_id].words if one.invitation_id in said else "",
        )
        for one in forum.invitations
    ]
    notes = (("参加者", forum.attendance_id), ("開催の記録", forum.summary_id), ("開催の結果", forum.outcome_id))
    return (
        Section(
            title="案内",
            html_id="invitations",
            columns=("招いた先", "文面"),
            rows=invited,
            none="案内はまだありません。",
        ),
        *(
            Section(title=title, html_id=f"note-{place}", text=said[document].words)
            for place, (title, document) in enumerate(notes)
            if document is not None and document in said
        ),
    )


def _invited_party(
    invited: ForumInvited, place: int, called: Mapping[UUID, str | None], mails: Mapping[UUID, ForumMail]
) -> str:
    """Return a party that was invited, and what became of the mail to it."""
    name = called.get(invited.parties[place]) or "団体"
    if place >= len(invited.contacts):
        return name
    contact_id = invited.contacts[place]
    became = mail_words(mails.get(contact_id)) or "送信待ち" if contact_id else "メールアドレスの登録なし"
    return f"{name}（{became}）"


async def _invited(work: RoutingWork, actor: Actor, forum: Forum) -> Sequence[Section]:
    """Return the words with which the department of *actor* was invited."""
    mine = [one.invitation_id for one in forum.invitations if actor.department in one.departments]
    said = await work.ledger_texts.open_many(mine, ForumNote)
    words = "\n\n".join(said[one].words for one in mine if one in said)
    return (Section(title="案内", html_id="invitations", text=words),) if words else ()


def _notes(forum: Forum) -> Iterator[UUID]:
    yield from (one.invitation_id for one in forum.invitations)
    yield from (one for one in (forum.attendance_id, forum.summary_id, forum.outcome_id) if one is not None)


async def _data(work: RoutingWork, _: Actor, forum: Forum) -> Mapping[str, Any]:
    text = await work.ledger_texts.open(forum.text_id, ForumWords)
    counts = counted(await work.registrations.of_forum(forum.desk_id, forum.number))
    return {
        "held_on": forum.held_on,
        "closes_on": forum.closes_on,
        "text": text.model_dump(mode="json"),
        "places": text.places,
        "registrations": {state.value: people for state, (_, people) in counts.items()},
        "came": None if forum.came is None else [str(one) for one in came_before(forum)],
        "ideas": list(forum.ideas),
        "people": forum.people,
    }


async def _choices(work: RoutingWork, actor: Actor, _: Forum | None) -> Choices:
    departments = await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
    return {
        "departments": [(one.code, one.name) for one in departments],
        "municipalities": list((await work.municipalities.names(actor.desk_id)).items()),
    }


async def _filled(work: RoutingWork, forum: Forum, verb: str) -> Mapping[str, Any]:
    if verb == "mark-attendance":
        return {"came": came_before(forum)}
    if verb != "revise":
        return {}
    text = await work.ledger_texts.open(forum.text_id, ForumWords)
    return {**text.model_dump(), "held_on": forum.held_on, "closes_on": forum.closes_on}


FORUM_FACE: Final[Face[Forum]] = Face(
    volume=FORUMS,
    words="意見交換会",
    list_words="意見交換会",
    verbs=VERBS,
    states=STATES,
    facts=FACTS,
    first_facts=FIRST_FACTS,
    dues=DUES,
    own_dues=frozenset({FORUM_EVE}),
    show=_show,
    data=_data,
    choices=_choices,
    sealed_choices={"came": attendee_choices},
    filled=_filled,
)
