"""A mail that tells a password and nothing else is known; one that has something else to say is not."""

import pytest

from services.intake.domain.mail.password_notes import tells_only_a_password

_BY_PROGRAM = """このメールは自動で送信されています。
以下のメールに添付されたファイルのパスワードをお知らせします。

件名：見守りのご提案
送信日時：2026/11/22 14:00
添付ファイル：teian.zip
パスワード：x9$Kp2mQ
"""


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("パスワードのお知らせ", "先ほどお送りした提案書のパスワードをお知らせします。\n\nパスワード：Ab3#xY9z\n"),
        (
            "【パスワード】見守りのご提案",
            "お世話になっております。佐藤です。\n添付ファイルの解凍パスワードは下記です。\n\nteian2026\n",
        ),
        ("見守りのご提案", _BY_PROGRAM),
        (
            "Re: 資料",
            "資料のパスワードは「miono2026」です。よろしくお願いします。\n\n--\n佐藤 花子\n電話 029-000-0000\n",
        ),
        ("PW", "ZIPファイルのPW: hana1234"),
        ("password", "The password for the attached file is: Xk29#abc"),
    ],
)
def test_a_password_and_nothing_else_is_told(subject: str, text: str) -> None:
    assert tells_only_a_password(subject, text, "佐藤 花子")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "パスワード管理のご提案",
            "職員のパスワードを安全に管理する仕組みを提案します。共有ファイルの暗号化もできます。",
        ),
        ("脱PPAPのご提案", "添付ファイルのパスワードを別のメールで送る習慣をやめる提案です。費用は年50万円です。"),
        ("パスワード管理のご提案", "ファイルのパスワードをお預かりします。\nhttps://kigyo.example.jp/pw2026\n"),
        (
            "ご提案",
            "ファイルのパスワードをお知らせします。\n\nパスワード：Ab3#xY9z\n\n" + "集落を週に二度まわります。" * 12,
        ),
        ("ファイルのパスワード", "パスワードが分かりません。お知らせください。"),
        ("デモ環境のご案内", "見守りの仕組みのデモをご覧ください。\nID：demo\nパスワード：demo2026\n"),
        ("ご提案", "資料はこちらです。\nhttps://okuru.example.jp/f/1\nファイルのパスワード：abc123\n"),
        ("ご提案", "集落を週に二度まわります。"),
        ("パスワード", ""),
    ],
)
def test_who_has_something_else_to_say_is_heard(subject: str, text: str) -> None:
    assert not tells_only_a_password(subject, text, "佐藤 花子")
