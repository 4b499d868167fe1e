"""What other systems lost: the mails of their bug lists that are about more than letters and names."""

from typing import Final

from tests.intake.domain.mail.corpus.example import (
    SUBJECT,
    TEXT,
    Example,
    example,
    file_part,
    in_base64,
    mail,
    parts,
    text_part,
)

_QUOTED: Final = (
    f"{TEXT}\r\n\r\n-----元のメッセージ-----\r\n差出人: デスク\r\n送信日時: 2026年11月22日\r\n件名: 受付\r\n\r\n"
    "ありがとうございます。\r\n"
)

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        "one-bad-mail-among-many",
        "mission §3.1: Zammad #2754",
        mail(b"\xff\xfe\x00\x80" * 50, "text/plain; charset=x", From=b"\xff\xfe <a@kigyo.example.jp>"),
        sender="a@kigyo.example.jp",
    ),
    example(
        "lost-without-a-word", "mission §3.1: Zammad #5192", mail(TEXT, 'text/plain; charset="UTF-8'), says=(TEXT,)
    ),
    example("unprocessable", "mission §3.1: Zammad #635", mail(TEXT, "text/plain; charset=; boundary"), says=(TEXT,)),
    example("unprocessable-type", "mission §3.1: Zammad #811", mail(TEXT, "text"), says=(TEXT,)),
    example(
        "large-but-allowed",
        "mission §3.1: Zammad PR #4727",
        lambda: parts(text_part(), file_part(b"\x00" * 5_000_000, names=b"; filename=a.bin")),
        text=TEXT,
        files=("a.bin",),
    ),
    example(
        "read-but-no-conversation",
        "mission §3.1: FreeScout #3203",
        mail(TEXT, Status="RO", X_Mozilla_Status="0001"),
        text=TEXT,
    ),
    example(
        "the-same-again",
        "mission §3.1: FreeScout #1350",
        mail(Resent_From="taro@kigyo.example.jp", Resent_Message_ID="<2@kigyo.example.jp>"),
        text=TEXT,
    ),
    example("the-thirteenth-copy", "mission §3.1: FreeScout #1041", mail(X_Spam_Score="0"), text=TEXT),
    example(
        "retried-by-a-storm",
        "mission §3.1: FreeScout #3632",
        mail(Received="from a by b; Sun, 22 Nov 2026 14:00:00 +0900"),
        text=TEXT,
    ),
    example(
        "answer-by-id-alone",
        "mission §3.1: Znuny #384",
        mail(In_Reply_To="<x@kigyo.example.jp>", References="<x@kigyo.example.jp>"),
        text=TEXT,
    ),
    example("own-sent-mail", "ecosystem §5: FreeScout #2977", mail(X_Mailer="Microsoft Outlook 16.0"), text=TEXT),
    example(
        "a-mail-with-a-history", "ecosystem §1.8: quoted history", mail(_QUOTED), says=(TEXT, "ありがとうございます。")
    ),
    example(
        "becky",
        "ecosystem §1.8: Becky!",
        mail(
            TEXT.encode("iso2022_jp"),
            'text/plain; charset="ISO-2022-JP"',
            Content_Transfer_Encoding="7bit",
            X_Mailer="Becky! ver. 2.81.06 [ja]",
        ),
        text=TEXT,
    ),
    example(
        "gmail",
        "ecosystem §1.8: Gmail",
        parts(
            text_part(),
            b"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + in_base64(f"<div>{TEXT}</div>").encode(),
            kind="alternative",
        ),
        text=TEXT,
    ),
    example(
        "a-telephone-of-docomo",
        "ecosystem §1.8: carriers",
        mail(
            TEXT.encode("cp932"),
            "text/plain; charset=Shift_JIS",
            Content_Transfer_Encoding="8bit",
            From="taro.@docomo.ne.jp",
        ),
        text=TEXT,
        sender="taro.@docomo.ne.jp",
    ),
    example(
        "an-address-no-standard-knows", "ecosystem §1.8: carriers", mail(From='"..taro.."@ezweb.ne.jp'), subject=SUBJECT
    ),
)
