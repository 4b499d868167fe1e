"""The press release (報道発表資料案) of a publication: a page to read, and a file to go on with in Word."""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.routing.handlers.publishing.drafting import draft_of
from services.routing.web.access import CaseAccess
from services.routing.web.ledger.looking import OpenedItem, open_item
from services.routing.web.publishing.face import PUBLICATIONS
from services.routing.web.publishing.release import Release
from shared.access.actor import Actor
from shared.access.web import CurrentActor
from shared.documents.public import PublicContent
from shared.documents.public_fields import effect_words
from shared.japanese.era import day_in_japan, moment_words, wareki
from shared.scheme.model import DeskScheme
from shared.web.downloads import download
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
_AT_ONCE: Final = "解禁日時の指定なし（公表と同時）"


def press_pages(access: CaseAccess) -> APIRouter:
    """Return the release as a page and as a file; they come before the forms made from what a verb asks for."""
    router = APIRouter(include_in_schema=False)

    @router.get("/publications/{number}/press")
    async def page(request: Request, number: str, actor: CurrentActor, pages: PagesDep) -> Response:
        opened, release = await _release(access, actor, number)
        values = {"opened": opened, "item": opened.item, "release": release}
        return pages.speaking_to(Audience.STAFF).render(request, "routing/publication_press.html", values)

    @router.get("/publications/{number}/press.docx")
    async def word(number: str, actor: CurrentActor) -> Response:
        # What writes Word files is large: a process pays for it when the first release is written.
        from services.routing.web.publishing.press_word import word_release  # noqa: PLC0415 - see above.

        _, release = await _release(access, actor, number)
        return download(word_release(release), name=f"報道発表資料案_{number}.docx")

    return router


async def _release(access: CaseAccess, actor: Actor, number: str) -> tuple[OpenedItem, Release]:
    async with access.begin(actor) as work:
        opened = await open_item(work, actor, PUBLICATIONS, number)
        draft = await draft_of(work, opened.item)
        scheme = work.schemes.current[actor.desk_id]
    return opened, release_of(opened.item.number, draft, scheme, opened.item.release_at, day_in_japan(utc_now()))


def release_of(
    number: str, draft: PublicContent, scheme: DeskScheme, release_at: datetime | None, today: date
) -> Release:
    """Return the release of a draft: its own words, and nothing that does not stand in it."""
    about = (
        ("連携先", "、".join(draft.partners)),
        ("期間", _period(draft)),
        ("分野", "、".join(one.words for one in draft.categories)),
        ("連携の形", draft.form.words if draft.form else ""),
        ("担当課", "、".join(draft.departments)),
        ("市町村", "、".join(draft.municipalities)),
        ("効果", "\n".join(map(effect_words, draft.effects))),
    )
    sections = [(one.heading, one.text) for one in draft.sections]
    overview = "\n".join(f"{name}：{words}" for name, words in about if words)
    return Release(
        number=number,
        day=wareki(today),
        embargo=moment_words(release_at) if release_at else _AT_ONCE,
        issuer=f"{scheme.prefecture} {scheme.department_name}",
        title=draft.title,
        lead=draft.summary,
        sections=(*sections, ("概要", overview)) if overview else tuple(sections),
        contact=draft.contact or f"{scheme.department_name}（電話 {scheme.contact.phone}）",
    )


def _period(draft: PublicContent) -> str:
    first, last = (wareki(day) if day else "" for day in (draft.begins_on, draft.ends_on))
    return f"{first}から{last}{'まで' if last else ''}" if first or last else ""
