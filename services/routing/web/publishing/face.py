"""How a publication looks on its page, in the API, and in its forms."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.routing.domain.publishing.publication import APPROVED, OF_THE_OFFICE, Publication
from services.routing.domain.publishing.words import OfficeWords
from services.routing.handlers.publishing.checking import compared_with, look_again_at
from services.routing.handlers.publishing.drafting import draft_of, filled_form
from services.routing.handlers.publishing.opening import protected_in
from services.routing.handlers.publishing.sources import COOPERATION_WORDS
from services.routing.handlers.publishing.volume import VOLUME
from services.routing.storage.mails import media_mails
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Cell, Choices, Face, Link, Section
from services.routing.web.mail_words import MAIL_WORDS
from services.routing.web.publishing.consents import consent_section, names_of_concerned
from services.routing.web.publishing.wishes import wishes_sections
from services.routing.web.publishing.words import DUES, FACTS, KINDS, STATES, VERBS, WAYS
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.documents.public import PublicContent
from shared.documents.public_fields import texts_of
from shared.events import ConsentWay
from shared.japanese.era import moment_words, wareki
from shared.ledger_numbers import kind_in, staff_page
from shared.public_words import FIELD_WORDS

_COMMENTS: Final = {APPROVED: "解禁日時を変えない理由"}
_LOOKED_AT: Final = frozenset(
    {"write", "ask-consent", "approve", "ask-release", "answer-consent", "record-consent", "mail-to-media"}
)
# Who may not open the contacts of media does not read their names.
_SOME_MEDIUM: Final = "報道機関"
_ANSWERED_ELSEWHERE: Final = frozenset({ConsentWay.PAGE, ConsentWay.STAFF_PAGE})


async def _show(work: RoutingWork, actor: Actor, item: Publication) -> Sequence[Section]:
    draft = await draft_of(work, item)
    names = await names_of_concerned(work, item)
    pictures = [
        (Link(f"/publications/{item.number}/pictures/{picture}", caption),)
        for picture, caption in zip(item.pictures, draft.captions, strict=False)
    ]
    return (
        Section(title="公表の状態", html_id="standing", pairs=await _standing(work, item)),
        _draft(item, draft, names),
        *await wishes_sections(work, actor, item),
        Section(title="写真・図", html_id="pictures", columns=("説明",), rows=pictures, none="写真・図はありません。"),
        await _look_again(work, item, draft),
        await consent_section(work, item, names),
        await _press(work, actor, item),
    )


def _draft(item: Publication, draft: PublicContent, names: Mapping[UUID, str]) -> Section:
    said = texts_of(draft)
    fields = [(FIELD_WORDS[code], text, _consent_words(item, code, names)) for code, text in said.items() if text]
    return Section(title="公表の案", html_id="draft", columns=("項目", "内容", "提案者・連携先の同意"), rows=fields)


def _consent_words(item: Publication, code: str, names: Mapping[UUID, str]) -> str:
    if code in OF_THE_OFFICE:
        return "不要（県の情報）"
    if code in item.refused:
        return "同意なし"
    if item.has_consent(code):
        return "同意済み"
    missing = [names.get(one, "連携先") for one in sorted(item.concerned) if (code, one) not in item.consents]
    return f"未確認（{'、'.join(missing)}）" if len(item.concerned) > 1 else "未確認"


async def _standing(work: RoutingWork, item: Publication) -> Sequence[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = [
        ("公表するもの", Link(staff_page(item.about), f"{_kind(item)} {item.about}")),
        ("案の版", f"第{item.draft}版"),
    ]
    if item.is_public:
        pairs.append(("解禁日時", _moment(item.release_at)))
        if item.other_moment is not None:
            pairs.append(("変更の承認待ち", _moment(item.other_moment.release_at)))
            pairs += await _reason(work, item.other_moment.reason_id)
        if item.by_oneself:
            pairs.append(("承認", "起案した職員本人が承認しました（自己承認）"))
        pairs.append(("公開ページ", _where(work, item)))
    if item.planned_for is not None:
        pairs.append(("相手方に伝えた公表の予定", _moment(item.planned_for)))
    if item.held_on is not None:
        again = "同意の記録を確かめ、あらためて承認を求めてください。"
        pairs.append(("公表の停止", f"{wareki(item.held_on)}に止めました。{again}"))
    comment = _COMMENTS.get(item.state, "差戻しの理由")
    for title, document_id in ((comment, item.comment_id), ("取下げの理由", item.reason_id)):
        if document_id is not None:
            pairs.append((title, (await work.ledger_texts.open(document_id, OfficeWords)).words))
    return pairs


def _kind(item: Publication) -> str:
    """Return what it is about: a case is none of the kinds the register knows."""
    return "案件" if kind_in(item.about) is None else KINDS[item.kind]


def _moment(moment: datetime | None) -> str:
    return moment_words(moment) if moment else "承認と同時"


async def _reason(work: RoutingWork, document_id: UUID) -> list[tuple[str, Any]]:
    said = await work.ledger_texts.open(document_id, OfficeWords)
    return [("変更の理由", said.words), ("相手方との合意", said.agreed_with or "記録なし")]


def _where(work: RoutingWork, item: Publication) -> Link | str:
    if item.shown_since is None:
        return "まだ掲載されていません"
    where = work.schemes.register_page(item.desk_id, item.number)
    return Link(where, f"{moment_words(item.shown_since)}から掲載中")


async def _look_again(work: RoutingWork, item: Publication, draft: PublicContent) -> Section:
    rows = [
        (FIELD_WORDS[code], "提案者が保護を求めた内容が含まれています。除いてください。")
        for code in FIELD_WORDS
        if code in item.protection_found
    ]
    rows += [
        (FIELD_WORDS[one.code], f"{one.kind}のような記載があります。公表してよいか確かめてください。")
        for one in await look_again_at(work, await compared_with(work, item), draft)
    ]
    return Section(
        title="確かめていただきたいこと",
        html_id="look-again",
        columns=("項目", "内容"),
        rows=rows,
        none="個人情報のような記載は見つかりませんでした。内容は、公表の前に必ず人の目で確かめてください。",
    )


async def _press(work: RoutingWork, actor: Actor, item: Publication) -> Section:
    reached = item.handed or item.mailed
    media = await work.media.listed(item.desk_id, also_removed=True) if reached else ()
    names = {one.medium_id: one.contact.organisation for one in media}
    rows: list[Sequence[Cell]] = [
        (one.handed_on, names.get(medium, _SOME_MEDIUM), "デスクからお渡し")
        for one in item.handed
        for medium in one.media
    ]
    rows += [
        (one["on"], names.get(one["medium"], _SOME_MEDIUM), f"メール（{MAIL_WORDS['mail.state.' + one['state']]}）")
        for one in await _mailed(work, item)
    ]
    links = [("報道発表資料案", Link(f"/publications/{item.number}/press", "資料案を見る"))]
    if can(actor, Action.PARTY_SEE_CONTACTS):
        links.append(("報道機関", Link("/publications/media", "報道機関の連絡先")))
    return Section(
        title="報道発表",
        html_id="press",
        pairs=links,
        columns=("渡した日", "報道機関", "方法と状態"),
        rows=rows,
        none="報道機関に渡した記録はありません。",
    )


async def _mailed(work: RoutingWork, item: Publication) -> Sequence[Mapping[str, Any]]:
    stand = await media_mails(work.connection, item.desk_id, item.number) if item.mailed else {}
    return [
        {"on": one.mailed_on, "medium": medium, "state": stand.get((one.letter_id, contact), "created")}
        for one in item.mailed
        for medium, contact in zip(one.media, one.contacts, strict=True)
    ]


async def _data(work: RoutingWork, _: Actor, item: Publication) -> Mapping[str, Any]:
    draft = await draft_of(work, item)
    return {
        "kind": item.kind.value,
        "about": item.about,
        "draft": item.draft,
        "content": draft.model_dump(mode="json"),
        "pictures": [str(one) for one in item.pictures],
        "consent": {code: item.has_consent(code) for code in FIELD_WORDS if code in item.filled - OF_THE_OFFICE},
        "refused": sorted(item.refused),
        "asked_until": item.asked_until,
        "release_at": item.release_at,
        "planned_for": item.planned_for,
        "held_on": item.held_on,
        "awaiting": [code for code in FIELD_WORDS if code in item.awaiting],
        "asked": [
            {"of": str(one), "name": name, "lacks": [code for code in FIELD_WORDS if code in item.lacks_of(one)]}
            for one, name in (await names_of_concerned(work, item)).items()
        ],
        "other_moment": None if item.other_moment is None else {"release_at": item.other_moment.release_at},
        "is_public": item.is_public,
        "shown_since": item.shown_since,
        "by_oneself": item.by_oneself,
        "protection_found": sorted(item.protection_found),
        "look_again": [
            {"field": one.code, "kind": one.kind}
            for one in await look_again_at(work, await compared_with(work, item), draft)
        ],
        "mailed_to_media": [{**one, "medium": str(one["medium"])} for one in await _mailed(work, item)],
        "handed_to_media": [
            {"on": one.handed_on, "media": [str(medium) for medium in one.media]} for one in item.handed
        ],
    }


async def _choices(work: RoutingWork, actor: Actor, item: Publication | None) -> Choices:
    scheme = work.schemes.current[actor.desk_id]
    codes = [one for one in FIELD_WORDS if one not in OF_THE_OFFICE and (item is None or one in item.filled)]
    found: dict[str, Sequence[tuple[str, str]]] = {
        "categories": [(one.code, one.words) for one in scheme.categories],
        "form": [(form.value, words) for form, words in COOPERATION_WORDS.items()],
        "agreed": [(code, FIELD_WORDS[code]) for code in codes],
        "refused": [(code, FIELD_WORDS[code]) for code in codes],
        "way": [(way.value, words) for way, words in WAYS.items() if way not in _ANSWERED_ELSEWHERE],
        "media": [
            (str(one.medium_id), one.contact.organisation or one.contact.name)
            for one in await work.media.listed(actor.desk_id)
        ],
    }
    if item is not None and item.cases and can(actor, Action.PUBLICATION_APPROVE):
        found["subject"] = await protected_in(work, item)
    if item is not None and item.concerned:
        found["of"] = [(str(one), name) for one, name in (await names_of_concerned(work, item)).items()]
    if item is not None and item.pictures:
        captions = (await draft_of(work, item)).captions
        found["picture"] = [(str(one), words) for one, words in zip(item.pictures, captions, strict=False)]
    return found


async def _filled(work: RoutingWork, item: Publication, verb: str) -> Mapping[str, Any]:
    if verb == "write":
        return filled_form(await draft_of(work, item))
    if verb == "ask-release" and isinstance(item.release_at, datetime):
        return {"release_at": item.release_at}
    return {}


async def _beside(work: RoutingWork, actor: Actor, item: Publication, verb: str) -> Sequence[Section]:
    """Return what is written or decided about: the draft as everybody will read it, and what its proposers wished."""
    if verb not in _LOOKED_AT:
        return ()
    wishes = await wishes_sections(work, actor, item)
    if verb == "write":
        return wishes
    return (_draft(item, await draft_of(work, item), await names_of_concerned(work, item)), *wishes)


PUBLICATIONS: Final[Face[Publication]] = Face(
    volume=VOLUME,
    words="公表",
    list_words="公表",
    verbs=VERBS,
    states=STATES,
    facts=FACTS,
    dues=DUES,
    show=_show,
    data=_data,
    choices=_choices,
    filled=_filled,
    beside=_beside,
)
