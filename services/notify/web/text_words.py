"""Which texts the desk may write, under which headings, and what their words mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind
from services.notify.domain.words import KIND_WORDS
from services.notify.handlers.texts import Draft, Writable
from services.notify.mailer.filling import desk_words
from services.notify.web.labels import CATALOGUE
from services.notify.web.ledger_sentences import DAY_WORDS
from services.notify.web.sentences import SENTENCES
from shared.scheme.model import DeskScheme
from shared.scheme.texts import MAIL_WORDS, MailName
from shared.web.labels import Audience

# What a sentence of the inbox may fill in.
_SENTENCE_WORDS: Final = frozenset({"receipt", "due"})
_SENTENCE: Final = "inbox.say."
_TITLES: Final[Mapping[MailName, str]] = MappingProxyType(
    {
        MailName.APPLICATION_RECEIVED: "募集への応募の受付のお知らせ",
        MailName.STAFF_NOTICE: "職員への知らせ（一件）",
        MailName.STAFF_SUMMARY: "職員への知らせ（まとめ）",
    }
)
# How the codes by which a sentence says more exactly what happened are called.
_DETAILS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lead": "主担当",
        "viable": "成立",
        "conditional": "条件付",
        "keep_studying": "継続検討",
        "not_viable": "不成立",
        "not_ours": "担当外",
        "unconfirmed": "未確認のアドレス",
        "expired": "期日による",
        "staff": "職員へのメール",
        "company": "団体へのメール",
        "attendee": "意見交換会の参加者へのメール",
        "media": "報道機関へのメール",
        "party": "団体",
        "declined": "見送り",
        "referred": "紹介",
        "merged": "統合",
        "withdrawn": "取下げ",
        "no_owner": "担当者なし",
        "no_next_day": "次の日の経過",
        "nobody_told": "知らせなし",
        "unread": "未読",
        "reply_unread": "返信の未読",
        **DAY_WORDS,
    }
)
MEANINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "addressee": "宛名",
        "receipt": "受付番号",
        "status_url": "提案者の対応状況のページ",
        "answer_url": "団体が回答するページ",
        "forum": "意見交換会の名称",
        "held_on": "意見交換会の開催日",
        "begins": "意見交換会の時刻（ないときは空）",
        "place": "意見交換会の場所・方法",
        "people": "参加する人数",
        "attendance_url": "申込みの確認・変更・取消しのページ、又は意見交換会の公開ページ",
        "note": "担当者が書いた連絡（ないときは空）",
        "due": "期日（ないときは空）",
        "received_on": "受付の日時",
        "asked": "検討をお願いする先（担当する課、又は関係する企業や団体）",
        "confirm_by": "確認の目安の日",
        "call": "応募した募集の番号と名称",
        "closes_on": "募集の締切日",
        "results_by": "結果のお知らせの目安の日（決まっていないときは空）",
        "notice": "受付停止のお知らせの文",
        "until": "受付再開の予定（未定のときは空）",
        "kind": "用件",
        "link": "職員の画面へのリンク",
        "count": "知らせの数",
        "lines": "知らせの一覧",
        "headline": "異常と復旧の件数",
        "today": "今日の日付",
        "desk_name": "デスクの名前",
        "prefecture": "県の名前",
        "department_name": "所管課の名前",
        "phone": "電話番号",
        "hours": "受付時間",
        "signature": "署名",
    }
)
_SAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "addressee": "株式会社みほん\n見本 花子 様",
        "receipt": "R8-0012",
        "status_url": "https://example.jp/status/…",
        "answer_url": "https://example.jp/offers/…",
        "forum": "官民連携フォーラム",
        "held_on": "令和9年2月3日（水）",
        "begins": "午後2時から4時まで",
        "place": "県庁講堂",
        "people": "2",
        "attendance_url": "https://example.jp/attendance/…",
        "note": "（ここに、担当者が書いた連絡が入ります。）",
        "due": "令和8年12月11日（金）",
        "received_on": "令和8年11月22日（日） 10時00分",
        "asked": "担当する課",
        "confirm_by": "令和8年12月2日（水）",
        "call": "募集 BR8-0001「（ここに、募集の名称が入ります。）」",
        "closes_on": "令和9年1月29日（金）",
        "results_by": "令和9年3月29日（月）",
        "notice": "（ここに、受付停止のお知らせの文が入ります。）",
        "until": "令和8年12月1日（火）",
        "kind": "検討依頼",
        "link": "https://example.jp/inbox",
        "count": "2",
        "lines": "■ 検討依頼　2件\n　R8-0013　期限 令和8年12月11日（金）\n　R8-0012　期限 令和8年12月11日（金）",
        "today": "令和8年11月24日（火）",
        "headline": "異常 2件",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGroup:
    """Texts for one kind of reader."""

    title: str
    texts: tuple[Writable, ...]


def text_groups(scheme: DeskScheme) -> tuple[TextGroup, ...]:
    """Return every text the desk may write, by whom it is read."""
    mails = [_mail(scheme, name) for name in MailName]
    sentences = tuple(_sentence(key, words) for key, words in SENTENCES.items())
    return (
        TextGroup(
            title="提案者へのメール",
            texts=tuple(m for m in mails if not m.name.startswith(("party_", "attendee_", "media_", "staff_"))),
        ),
        TextGroup(title="相手方の団体へのメール", texts=tuple(m for m in mails if m.name.startswith("party_"))),
        TextGroup(
            title="意見交換会の参加者へのメール", texts=tuple(m for m in mails if m.name.startswith("attendee_"))
        ),
        TextGroup(title="報道機関へのメール", texts=tuple(m for m in mails if m.name.startswith("media_"))),
        TextGroup(title="職員へのメール", texts=tuple(m for m in mails if m.name.startswith("staff_"))),
        TextGroup(title="受信箱に表示する文", texts=sentences),
    )


def writable(scheme: DeskScheme, name: str) -> Writable | None:
    """Return the text of this name, if there is one."""
    return next((text for group in text_groups(scheme) for text in group.texts if text.name == name), None)


def sample_words(scheme: DeskScheme) -> dict[str, str]:
    """Return words that are nobody's, to show how a text reads."""
    return {**_SAMPLES, **desk_words(scheme)}


def _mail(scheme: DeskScheme, name: MailName) -> Writable:
    text = scheme.mail_text(name)
    title = _TITLES.get(name) or CATALOGUE.text(Audience.STAFF, Purpose(name.value))
    standard = Draft(subject=text.subject, body=text.body.strip("\n"))
    return Writable(name=name.value, title=title, words=MAIL_WORDS[name], standard=standard)


def _sentence(key: str, words: str) -> Writable:
    kind, _, detail = key.removeprefix(_SENTENCE).partition(".")
    title = KIND_WORDS[NotificationKind(kind)]
    return Writable(
        name=key,
        title=f"{title}（{_DETAILS.get(detail, detail)}）" if detail else title,
        words=_SENTENCE_WORDS,
        standard=Draft(subject="", body=words),
        one_line=True,
    )
