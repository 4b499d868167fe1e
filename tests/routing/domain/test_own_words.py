"""What of a proposal speaks of the idea: not who writes, not how politely."""

from services.routing.domain.own_words import own_words
from services.routing.domain.terms import terms_of

MAIL = """公民連携デスク 御中

いつもお世話になっております。
NPO法人みお居場所ネットワークの田中と申します。

こども食堂へ食材を届けます。詳しくは、株式会社みお運輸の路線バスの時刻表をご覧ください。
どうぞよろしくお願いいたします。

--
NPO法人 みお居場所ネットワーク
電話 000-833-5020
"""


def test_greeting_signature_and_names_of_bodies_are_left_out() -> None:
    said = own_words("食材リレー便のご提案(NPO法人みお居場所ネットワーク)", MAIL)

    assert said.split("\n") == [
        "食材リレー便のご提案( )",
        "こども食堂へ食材を届けます",
        "詳しくは、 の路線バスの時刻表をご覧ください",
    ]


def test_who_proposes_suggests_no_department() -> None:
    title = "食材を届けます（㈱ネットワーク防災情報システム）"

    assert terms_of(own_words(title, "")) == terms_of(own_words("食材を届けます", ""))


def test_what_fields_and_files_say_stays_line_by_line() -> None:
    assert own_words("提案", "", "藻場を再生します\n備蓄を配ります").split("\n") == [
        "提案",
        "藻場を再生します",
        "備蓄を配ります",
    ]
