"""Which mails a machine sent: none of them is answered, and no person's mail is taken for one."""

import pytest

from services.intake.domain.mail.house import House
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import MachineKind, ParsedMail

HOUSE = House(addresses=frozenset({"teian@renkei.miono.example.jp"}))
PROPOSAL = "県産材を使った遊具を、県内の公園に置くことを提案いたします。\n"
K = MachineKind


def read(
    subject: str = "ご提案",
    head: str = "",
    *,
    text: str = PROPOSAL,
    sender: str = "佐藤 <hito@kigyo.example.jp>",
    return_path: str | None = "hito@kigyo.example.jp",
) -> ParsedMail:
    """Return a mail as it is read."""
    mail = f"From: {sender}\r\nTo: teian@renkei.miono.example.jp\r\nSubject: {subject}\r\n{head}\r\n{text}"
    return parse_mail(mail.encode(), return_path=return_path, house=HOUSE)


def kind_of(parsed: ParsedMail) -> MachineKind | None:
    """Return what sort of machine sent it, when there is no doubt."""
    return parsed.machine.kind if parsed.machine is not None and parsed.machine.sure else None


def test_a_null_sender_alone_makes_no_machine_of_a_person_but_is_not_answered() -> None:
    parsed = read(return_path="")

    assert (parsed.machine, parsed.answerable) == (None, False)


def test_a_mail_of_a_person_is_answered() -> None:
    parsed = read()

    assert (parsed.machine, parsed.answerable) == (None, True)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Auto-Submitted: auto-replied\r\n", K.AUTO_REPLY),
        ("Auto-Submitted: auto-generated\r\n", K.NOTICE),
        ("X-Autoreply: yes\r\n", K.AUTO_REPLY),
        ("Precedence: auto_reply\r\n", K.AUTO_REPLY),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@b.example.jp\r\n", K.AUTO_REPLY),
        ("X-Apple-Action: VACATION\r\n", K.OUT_OF_OFFICE),
        ("X-Apple-Unsubscribe: true\r\n", K.FEEDBACK),
        ("X-BoxTrapper: 1\r\n", K.CHALLENGE),
        ("List-Id: <ml.example.jp>\r\n", K.LIST),
        ("X-ML-Name: kenkyu\r\n", K.LIST),
        ("Precedence: list\r\n", K.LIST),
        ("Precedence: bulk\r\n", K.LIST),
        ("X-Desk-Loop: miono\r\n", K.OWN),
        ("Message-ID: <0192e4a0-0000-7000-8000-000000000001@renkei.miono.example.jp>\r\n", K.OWN),
    ],
)
def test_the_marks_of_machines_are_recognised(head: str, kind: MachineKind) -> None:
    parsed = read(head=head)

    assert (kind_of(parsed), parsed.answerable) == (kind, False)


@pytest.mark.parametrize(
    ("subject", "head", "text", "kind"),
    [
        ("自動返信: ご提案の受付", "X-Auto-Response-Suppress: All\r\n", "", K.AUTO_REPLY),
        ("自動応答：ご提案の受付", "In-Reply-To: <a@renkei.miono.example.jp>\r\n", "", K.AUTO_REPLY),
        ("Automatic reply: 受付のお知らせ", "", "I am out of the office until Monday.\n", K.OUT_OF_OFFICE),
        ("Out of Office: 受付のお知らせ", "In-Reply-To: <a@b>\r\n", "", K.OUT_OF_OFFICE),
        ("Out of Office AutoReply: Your proposal", "", "I will be on vacation.\n", K.OUT_OF_OFFICE),
        ("【自動返信】不在のお知らせ", "In-Reply-To: <a@b>\r\n", "出張のため不在にしております。\n", K.OUT_OF_OFFICE),
        ("不在のお知らせ", "", "休暇をいただいております。\n", K.OUT_OF_OFFICE),
        ("Re: 受付のお知らせ", "Auto-Submitted: auto-replied\r\n", "夏季休業のため不在です。\n", K.OUT_OF_OFFICE),
        ("AutoRespons :受付", "Auto-Submitted: auto-replied\r\n", "このアドレスは使っていません。\n", K.AUTO_REPLY),
        ("Re: [Please confirm your message]", "In-Reply-To: <a@b>\r\n", "Click below.\n", K.CHALLENGE),
        ("Your email requires verification verify#x", "Auto-Submitted: auto-replied\r\n", "Reply.\n", K.CHALLENGE),
        ("【送信者確認のお願い】", "In-Reply-To: <a@b>\r\n", "下の印を押してください。\n", K.CHALLENGE),
        ("開封済み: 受付のお知らせ", "", "開封されました。\n", K.RECEIPT),
        ("開封確認", "", "開封されました。\n", K.RECEIPT),
        ("Read: Your proposal", "", "It was read.\n", K.RECEIPT),
    ],
)
def test_what_programs_answer_is_recognised(subject: str, head: str, text: str, kind: MachineKind) -> None:
    parsed = read(subject, head, text=text)

    assert (kind_of(parsed), parsed.answerable) == (kind, False)


@pytest.mark.parametrize(
    ("sender", "subject", "text", "kind"),
    [
        ("MAILER-DAEMON@mx.example.jp", "Returned mail: see transcript for details", "User unknown", K.BOUNCE),
        ('"Mail Deliver System" <MAILER-DAEMON>', "失敗", "kijitora@example.org [User unknown]", K.BOUNCE),
        ("MAILER-DAEMON@qmail.example.jp", "failure notice", "Hi. This is the qmail-send program.", K.BOUNCE),
        ("Mailer-Daemon@exim.example.jp", "Mail delivery failed: returning message to sender", "", K.BOUNCE),
        ("Mailer-Daemon@exim.example.jp", "Warning: message 1 delayed 24 hours", "", K.DELAY),
        (
            "postmaster@notes.example.jp",
            "DELIVERY FAILURE: User not listed",
            "Your mail could not be delivered",
            K.BOUNCE,
        ),
        ("postmaster@ex.example.jp", "配信不能: 受付のお知らせ", "次の受信者に配信できませんでした。", K.BOUNCE),
        ("Postmaster@docomo.ne.jp", "Undelivered mail: User unknown", "The following address unknown", K.BOUNCE),
        ("Postmaster@ezweb.ne.jp", "Mail System Error - Returned Mail", "550 <a@ezweb.ne.jp>: User unknown", K.BOUNCE),
        ("MAILER-DAEMON@softbank.ne.jp", "メールをお届けできませんでした", "宛先が存在しません。", K.BOUNCE),
        ("postmaster@ex.example.fr", "Échec de la remise : Réception", "Voir le fichier joint.", K.BOUNCE),
        ("no-reply@sns.amazonaws.com", "AWS Notification Message", '{"notificationType":"Bounce"}', K.BOUNCE),
        ("no-reply@sns.amazonaws.com", "AWS Notification Message", '{"notificationType":"Delivery"}', K.RECEIPT),
    ],
)
def test_what_mail_servers_report_is_recognised(sender: str, subject: str, text: str, kind: MachineKind) -> None:
    parsed = read(subject, text=text, sender=sender, return_path="")

    assert (kind_of(parsed), parsed.answerable) == (kind, False)


@pytest.mark.parametrize(
    "subject",
    [
        "配信遅延の改善提案",
        "Undelivered parcels: a proposal",
        "宅配の不在通知を減らす取組みのご提案",
        "不在者投票の広報に関する提案",
        "休暇中の子どもの居場所づくり",
        "自動応答チャットボットの導入について",
        "自動配信バス情報のご提案",
        "自動返信システムの共同開発",
        "Out of office work in the mountains",
        "Vacation rentals for empty houses",
        "Away from home: care for the elderly",
        "Automatic response systems for floods",
        "開封調査のご提案",
        "開封確認システムの提案",
        "送信エラーの少ない防災無線",
        "エラーメールを減らす名簿の整備",
        "Read aloud: a library for the blind",
        "Re: 提案の件",
        "転送: 配送できない地域への移動販売",
    ],
)
@pytest.mark.parametrize(
    ("sender", "answerable"),
    [
        ("佐藤 <hito@kigyo.example.jp>", True),
        ("info@kigyo.example.jp", True),
        ("postmaster@kigyo.example.jp", False),
        ("exchange@ryugaku.example.jp", False),
        ("postoffice@machi.example.jp", False),
        ("noreply@form.example.jp", False),
    ],
)
def test_a_person_who_writes_of_what_machines_write_is_a_person(subject: str, sender: str, answerable: bool) -> None:
    parsed = read(subject, sender=sender, return_path="bounce-1@kigyo.example.jp" if not answerable else "a@b.example")

    assert (parsed.machine, parsed.answerable) == (None, answerable)


@pytest.mark.parametrize(
    "sender", ["noreply@form.example.jp", "www-data@web.example.jp", "postmaster@kigyo.example.jp"]
)
def test_a_form_mailer_with_a_null_sender_brings_a_proposal(sender: str) -> None:
    parsed = read("【フォーム】連携事業の提案", sender=sender, return_path="")

    assert (parsed.machine, parsed.answerable) == (None, False)


@pytest.mark.parametrize(
    ("subject", "head", "return_path"),
    [
        ("Re: 受付のお知らせ", "In-Reply-To: <a@renkei.miono.example.jp>\r\n", ""),
        ("配信できなかったメールについて", "", ""),
        ("【自動応答】チャットボットのご提案", "", "hito@kigyo.example.jp"),
        ("【自動送信】提案フォーム", "", "hito@kigyo.example.jp"),
        ("提案フォーム", "Auto-Submitted: auto-generated\r\nReply-To: a@npo.example.jp\r\n", "web@form.example.jp"),
    ],
)
def test_what_may_be_a_persons_is_left_to_a_person_and_not_answered(subject: str, head: str, return_path: str) -> None:
    parsed = read(subject, head, return_path=return_path)

    assert parsed.machine is not None
    assert (parsed.machine.sure, parsed.answerable) == (False, False)


def test_a_form_that_a_program_brings_is_left_to_a_person() -> None:
    text = "会社名：株式会社みおの\n担当者：佐藤\n提案名：県産材の遊具\n"

    parsed = read("提案フォーム", "Auto-Submitted: auto-generated\r\n", text=text, sender="wordpress@kigyo.example.jp")

    assert parsed.machine is not None
    assert (parsed.machine.kind, parsed.machine.sure) == (K.NOTICE, False)


def test_a_person_who_passes_a_report_on_is_no_machine_and_is_not_answered() -> None:
    parsed = read("Fwd: Returned mail: see transcript for details", text="> 550 5.1.1 <a@b.example>... User unknown\n")

    assert (parsed.machine, parsed.brings_report, parsed.answerable) == (None, True, False)


@pytest.mark.parametrize("sender", ["teian@renkei.miono.example.jp", "デスク <Teian+b1@renkei.miono.example.jp>"])
def test_our_own_address_as_a_sender_is_our_own_mail_come_back_or_a_colleagues(sender: str) -> None:
    ours, colleagues = read(head="Auto-Submitted: auto-replied\r\n", sender=sender), read(sender=sender)

    assert kind_of(ours) is K.OWN
    assert colleagues.machine is not None
    assert (colleagues.machine.sure, colleagues.answerable) == (False, False)


def test_a_list_that_is_our_own_address_hides_nobody() -> None:
    parsed = read(head="List-Id: <teian.renkei.miono.example.jp>\r\nPrecedence: list\r\n")

    assert parsed.machine is None


def test_headers_of_strangers_that_look_like_ours_control_nothing() -> None:
    parsed = read(head="X-Desk-Outcome: spam\r\nX-Desk-Case: R8-0001\r\nX-Desk-Forced: yes\r\n")

    assert (parsed.machine, parsed.spam_mark, parsed.answerable) == (None, "", True)
