"""What machines send, and what people write that only looks like it."""

from typing import Final

from services.intake.domain.outcome import Outcome
from tests.intake.domain.mail.corpus.example import (
    DESK,
    Example,
    example,
    head,
    in_base64,
    mail,
    parts,
    text_part,
)

_ANSWERS: Final = "reliability §6: auto-reply, out of office, list, receipt"
_BOUNCES: Final = "reliability §6: bounces"
_PEOPLE: Final = "domain P1: a person is never taken for a machine, §Promises"
_LOOPS: Final = "reliability §5: loops (RFC 3834)"
_AWAY: Final = "出張のため不在にしております。11月24日以降にご返信いたします。\r\n"
_RETURNED: Final = "次の宛先にメールを配信できませんでした。\r\n\r\n<taro@example.jp>: 550 5.1.1 User unknown\r\n"
_DAEMON: Final = "MAILER-DAEMON@mx.example.jp"


def _machine(name: str, source: str, raw: bytes, *, return_path: str = "hanako@kigyo.example.jp") -> Example:
    return example(name, source, raw, return_path=return_path, outcome=Outcome.MACHINE, answerable=False)


def _bounce(name: str, raw: bytes, source: str = _BOUNCES) -> Example:
    return _machine(name, source, raw, return_path="")


def _person(name: str, subject: str, source: str = _PEOPLE, **headers: str) -> Example:
    return example(name, source, mail(Subject=f"=?UTF-8?B?{in_base64(subject)}?=", **headers), subject=subject)


def _report(action: str, status: str, *, original: bool = True) -> bytes:
    said = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\n"
        f"Final-Recipient: rfc822; taro@example.jp\r\nAction: {action}\r\nStatus: {status}\r\n"
    )
    pieces = [text_part("配信の結果をお知らせします。"), said.encode()]
    if original:
        pieces.append(b"Content-Type: message/rfc822\r\n\r\n" + mail(From=DESK))
    return parts(
        *pieces, kind="report; report-type=delivery-status", From=_DAEMON, Subject="Delivery Status Notification"
    )


def _subject(words: str) -> str:
    return f"=?UTF-8?B?{in_base64(words)}?="


_QMAIL: Final = (
    "Hi. This is the qmail-send program at mx.example.jp.\r\nI'm afraid I wasn't able to deliver your message to the "
    "following addresses.\r\n\r\n<taro@example.jp>:\r\n192.0.2.1 does not like recipient.\r\n\r\n"
    "--- Below this line is a copy of the message.\r\n\r\n"
)
_DOCOMO: Final = "次のあて先へのメッセージはエラーのため送信できませんでした。\r\n\r\n taro@docomo.ne.jp\r\n"

EXAMPLES: Final[tuple[Example, ...]] = (
    _machine("an-automatic-answer", _ANSWERS, mail(Auto_Submitted="auto-replied", Subject="Re: R8-0001")),
    _machine("an-automatic-answer-of-a-scheduler", _ANSWERS, mail(Auto_Submitted="auto-generated; owner=x")),
    _machine(
        "out-of-office-of-exchange",
        _ANSWERS,
        mail(X_Auto_Response_Suppress="All", Subject="Automatic reply: R8-0001", Auto_Submitted="auto-generated"),
    ),
    _machine("out-of-office-in-japanese", _ANSWERS, mail(_AWAY, Subject=_subject("【自動返信】不在のお知らせ"))),
    _machine(
        "out-of-office-of-outlook-in-japanese", _ANSWERS, mail(_AWAY, Subject=_subject("自動応答: 受付のお知らせ"))
    ),
    _machine(
        "out-of-office-in-english",
        _ANSWERS,
        mail("I am out of the office until Monday.", Subject="Out of Office: your message"),
    ),
    _machine(
        "vacation-of-unix",
        _ANSWERS,
        mail(Subject="away from my mail", Precedence="bulk", Auto_Submitted="auto-replied (vacation)"),
        return_path="",
    ),
    _machine("x-autoreply", _ANSWERS, mail(X_Autoreply="yes")),
    _machine("precedence-auto-reply", _ANSWERS, mail(Precedence="auto_reply")),
    _machine(
        "read-receipt",
        _ANSWERS,
        parts(
            text_part("読みました"),
            b"Content-Type: message/disposition-notification\r\n\r\n"
            b"Disposition: manual-action/MDN-sent-manually; displayed\r\n",
            kind="report; report-type=disposition-notification",
            Subject=_subject("開封済み: 受付のお知らせ"),
        ),
    ),
    _machine("read-receipt-of-outlook", _ANSWERS, mail(Subject=_subject("開封済み: 受付のお知らせ"))),
    _machine("list-post", _ANSWERS, mail(List_Id="<kigyo.example.jp>", List_Post="<mailto:kigyo@example.jp>")),
    _machine("list-post-of-fml", _ANSWERS, mail(X_ML_Name="kigyo", X_Mail_Count="00012", Precedence="list")),
    _machine("circular", _ANSWERS, mail(List_Unsubscribe="<https://example.jp/u>", Precedence="bulk")),
    _machine("our-own-mail-come-back", _LOOPS, mail(X_Desk_Loop="miono", Auto_Submitted="auto-replied")),
    example("our-own-address-as-sender", _LOOPS, mail(From=DESK), outcome=Outcome.HELD, answerable=False),
    _machine(
        "a-whole-loop-of-autoreplies",
        "mission §3.1: django-helpdesk #825",
        mail(Auto_Submitted="auto-replied", In_Reply_To="<x@renkei.miono.example.jp>"),
    ),
    _machine(
        "an-answer-without-a-way-back",
        "mission §3.1: RT PR #345",
        mail(In_Reply_To="<x@renkei.miono.example.jp>", Auto_Submitted="auto-replied"),
        return_path="",
    ),
    _machine(
        "an-answer-to-a-closed-ticket",
        "mission §3.1: glpi #24760",
        mail(Subject="[GLPI #0001] closed", Auto_Submitted="auto-generated"),
    ),
    _bounce("bounce-by-rfc-3464", _report("failed", "5.1.1")),
    _bounce("bounce-without-the-original", _report("failed", "5.1.1", original=False)),
    _bounce("bounce-unnoticed-elsewhere", _report("failed", "5.2.2"), "mission §3.1: FreeScout #3479"),
    _bounce("delay", _report("delayed", "4.4.7")),
    _bounce("bounce-of-qmail", mail(_QMAIL, From=_DAEMON, Subject="failure notice")),
    _bounce(
        "bounce-of-docomo",
        mail(_DOCOMO, From="mailer-daemon@docomo.ne.jp", Subject="Undelivered Mail Returned to Sender"),
    ),
    _bounce(
        "bounce-of-exim",
        mail(
            "A message that you sent could not be delivered",
            From="Mailer-Daemon@mx.example.jp",
            X_Failed_Recipients="taro@example.jp",
            Subject="Mail delivery failed: returning message to sender",
        ),
    ),
    _bounce(
        "bounce-in-japanese",
        mail(_RETURNED, From="postmaster@mx.example.jp", Subject=_subject("配信不能: 受付のお知らせ")),
    ),
    _bounce(
        "feedback-report",
        parts(
            text_part("abuse"),
            b"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\n",
            kind="report; report-type=feedback-report",
            From="fbl@example.jp",
        ),
    ),
    _bounce("bounce-of-what-we-never-sent", _report("failed", "5.7.1"), "reliability §6: backscatter"),
    _person("a-proposal-about-delays", "配信遅延の改善に関するご提案"),
    _person("a-proposal-about-returned-parcels", "Undelivered parcels: a proposal"),
    _person("a-proposal-about-answering-machines", "自動返信システム導入のご提案"),
    example(
        "a-proposal-under-an-automatic-subject",
        _PEOPLE,
        mail("窓口の自動返信を使った行政チャットの提案です。\r\n", Subject=_subject("自動返信: 行政チャットの提案")),
        outcome=Outcome.HELD,
        answerable=False,
    ),
    example(
        "a-proposal-about-absence-under-such-a-subject",
        _PEOPLE,
        mail(
            "不在のため荷物を受け取れない人へ宅配ボックスを置く提案です。\r\n",
            Subject=_subject("不在通知: 宅配ボックスの提案"),
        ),
        outcome=Outcome.HELD,
        answerable=False,
    ),
    example(
        "a-password-and-nothing-else",
        "mission §3.1: a password in a mail of its own (PPAP)",
        mail("先ほどの添付ファイルのパスワードをお知らせします。\r\n\r\nパスワード：x9$Kp2mQ\r\n"),
        outcome=Outcome.HELD,
    ),
    _person("a-proposal-about-passwords", "パスワード管理のご提案"),
    _person("a-proposal-about-absence", "不在者投票の移動投票所について"),
    _person("a-proposal-from-an-office-address", "連携のご相談", From="info@kigyo.example.jp"),
    _person("an-answer-to-somebody-else", "Re: 先日の打合せ", In_Reply_To="<a@kigyo.example.jp>"),
    _person("a-letter-passed-on", "Fwd: 提案の件"),
    _person("a-proposal-with-a-wish-for-a-receipt", "ご提案", Disposition_Notification_To="hanako@kigyo.example.jp"),
    _person("a-word-for-auto-submitted", "ご提案", _LOOPS, Auto_Submitted="no"),
    _person(
        "a-long-line-of-receivers",
        "ご提案",
        "mission §3.1: osTicket #866",
        To=f"{DESK}, kikaku@pref.example.jp",
        Cc="sangyo@pref.example.jp",
    ),
    _person("everybody-answered", "Re: ご提案", "mission §3.1: osTicket #1426", Cc=DESK),
    _person(
        "from-one-desk-to-another",
        "他県のデスクからのご紹介",
        "mission §3.1: RT PR #320",
        From="renkei@pref.other.example.jp",
    ),
    _person("a-word-of-another-ticket-system", "[#12345] ご提案", "mission §3.1: redmine_email_fetcher #8"),
    example(
        "a-proposal-called-an-automatic-answer",
        _PEOPLE,
        mail(Subject=_subject("自動応答: 窓口の案内を変える提案")),
        outcome=Outcome.HELD,
    ),
    example("marked-by-our-own-server", "reliability §6: spam", mail(X_Spam_Flag="YES"), outcome=Outcome.SPAM),
    example(
        "may-be-a-mailing-of-many",
        "mission §3.1: django-helpdesk #1279",
        head(To="undisclosed-recipients:;") + b"\r\nabc",
        subject="見守りのご提案",
    ),
)
