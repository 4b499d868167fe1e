"""What a proposer is told while the case goes on, in the words that come with the program."""

from typing import Final

from shared.scheme.texts import MailName

_HEAD: Final = """
{{ addressee }}

{{ prefecture }}{{ desk_name }}です。
"""
_FOOT: Final = """
対応状況は、次のページでいつでもご覧いただけます。
このページの宛先はご提案者さま専用ですので、ほかの方にお知らせにならないようお願いいたします。
{{ status_url }}

このメールに返信いただくと、受付番号 {{ receipt }} に追記されます。
お電話でも承ります（{{ phone }}、{{ hours }}）。

{{ signature }}
"""
# What the officer wrote for this proposer, where there is something.
_NOTE: Final = """{% if note %}
――――　担当からのご連絡　――――
{{ note }}
――――――――――――――――
{% endif %}"""
_THANKS: Final = "受付番号 {{ receipt }} のご提案をお寄せいただき、誠にありがとうございます。\n"


def _mail(title: str, *said: str) -> tuple[str, str]:
    """Return subject and body of a letter to a proposer."""
    subject = f"【受付番号 {{{{ receipt }}}}】{title}（{{{{ prefecture }}}} {{{{ desk_name }}}}）"
    return subject, _HEAD + "".join(said) + _FOOT


PROPOSER_MAILS: Final = {
    MailName.APPLICATION_RECEIVED: _mail(
        "ご応募を受け付けました",
        """このたびは、{{ call }}にご応募いただき、誠にありがとうございます。
次のとおり受け付けましたので、お知らせいたします。

　受付番号　{{ receipt }}
　受付日　　{{ received_on }}

今後の流れ
　1. {{ closes_on }}に募集を締め切り、ご応募をまとめて審査いたします。
　　 確認したいことがある場合は、こちらからご連絡いたします。
　2. 結果は、{% if results_by %}{{ results_by }}までを目安に、{% endif %}理由とともにお知らせいたします。
""",
    ),
    MailName.COMPLETION_ASKED: _mail(
        "ご提案の内容についてのお願い",
        _THANKS,
        "\nご提案を検討するため、次の点について、補足や資料の追加をお願いいたします。\n",
        _NOTE,
        """{% if due %}
お忙しいところ恐れ入りますが、{{ due }}までにご回答くださいますようお願いいたします。
期日までに難しい場合は、ご遠慮なくお知らせください。
{% endif %}
このメールへの返信、または次のページからお送りいただけます。
ご回答をいただくまでの間、当デスクの検討の日数は数えません。
""",
    ),
    MailName.PASSED_ON: _mail(
        "ご提案を担当課へお伝えしました",
        _THANKS,
        """
ご提案の内容を確認し、担当する課へ検討を依頼いたしました。
検討の結果は、理由とともに、あらためてお知らせいたします。
{% if due %}検討は、{{ due }}までを目安に進めてまいります。
{% endif %}""",
        _NOTE,
    ),
    MailName.EXTENDED: _mail(
        "検討の期間を延ばすことについて",
        """受付番号 {{ receipt }} のご提案について、検討に時間を要しております。
お待たせしておりますことを、おわび申しあげます。
{% if due %}
恐れ入りますが、{{ due }}までお時間をいただきたく、お願いいたします。
{% endif %}""",
        _NOTE,
    ),
    MailName.NOTE: _mail(
        "ご提案についてのご連絡",
        "受付番号 {{ receipt }} のご提案について、ご連絡いたします。\n",
        _NOTE,
    ),
    MailName.VERDICT: _mail(
        "ご提案の検討結果のお知らせ",
        _THANKS,
        "\nご提案について検討の結果が出ましたので、お知らせいたします。\n",
        _NOTE,
    ),
    MailName.PUBLICATION_CONSENT: _mail(
        "公表への同意のお願い",
        _THANKS,
        "\nこのたびの取組について、公表する内容の案を作成いたしました。\n",
        _NOTE,
        """
次のページで案をご覧のうえ、項目ごとに、公表してよいかどうかをお知らせください。
{% if due %}お忙しいところ恐れ入りますが、{{ due }}までにご回答くださいますようお願いいたします。
{% endif %}ご同意のない項目は、公表いたしません。
""",
    ),
    MailName.PUBLICATION_SHOWN: _mail(
        "取組を公表いたしました",
        _THANKS,
        """
受付番号 {{ receipt }} の取組について、ご同意いただいた内容を公表いたしましたので、お知らせいたします。
公開ページは、次のページの「公開している内容」からご覧いただけます。
""",
    ),
    MailName.PUBLICATION_WITHDRAWN: _mail(
        "公表を取り下げました",
        """受付番号 {{ receipt }} の取組について公表していた内容を取り下げましたので、お知らせいたします。
公開ページには、取り下げたことと日付だけが残ります。
""",
    ),
    MailName.CONDITIONS: _mail(
        "条件の確認のお願い",
        _THANKS,
        "\nご提案の検討にあたり、ご同意をいただきたい条件がございますので、ご連絡いたします。\n",
        _NOTE,
        """
条件は、下記の対応状況のページに掲載しております。
ご同意いただけるかどうかを{% if due %}、{{ due }}までに{% endif %}、同じページの「条件への回答」からお答えください。
ご不明な点やご相談がございましたら、お気軽にお尋ねください。
""",
    ),
    MailName.ROUND_CLOSED: _mail(
        "ご提案の今後の進め方のお知らせ",
        _THANKS,
        "\nご提案の検討を終え、今後の進め方が決まりましたので、お知らせいたします。\n",
        _NOTE,
    ),
    MailName.TODO: _mail(
        "ご準備のお願い",
        "受付番号 {{ receipt }} のご提案の調整を進めるため、次のご準備をお願いいたします。\n",
        _NOTE,
        """{% if due %}
{{ due }}までにお願いできますと幸いです。
{% endif %}
お済みになりましたら、このメールへの返信、または次のページの「ご準備いただくこと」からお知らせください。
""",
    ),
    MailName.TODO_REMINDED: _mail(
        "ご準備の期日のお知らせ",
        "受付番号 {{ receipt }} のご提案について、お願いしておりますご準備の期日をお知らせいたします。\n",
        _NOTE,
        """{% if due %}
期日は、{{ due }}です。
{% endif %}
すでにご連絡いただいている場合は、行き違いをお許しください。
お済みになりましたら、このメールへの返信、または次のページの「ご準備いただくこと」からお知らせください。
""",
    ),
    MailName.IMPLEMENTATION_STARTED: _mail(
        "連携事業の実施の開始について",
        _THANKS,
        """
実施に向けた調整が整い、連携事業の実施を始めることとなりましたので、お知らせいたします。
{% if due %}実施は、{{ due }}からを予定しております。
{% endif %}""",
        _NOTE,
    ),
    MailName.COMPLETED: _mail(
        "連携事業の完了について",
        _THANKS,
        "\nおかげさまで、連携事業が完了いたしました。ご協力に、心よりお礼を申しあげます。\n",
        _NOTE,
    ),
    MailName.DECLINED: _mail(
        "ご提案の検討結果について",
        _THANKS,
        """
慎重に検討いたしましたが、誠に残念ながら、今回は見送らせていただくこととなりました。
ご期待に沿えず、申し訳ございません。
""",
        _NOTE,
        "\n新たなご提案や、内容を見直されたご提案も、引き続き心よりお待ちしております。\n",
    ),
    MailName.REFERRED: _mail(
        "ほかの窓口のご紹介",
        _THANKS,
        "\nご提案の内容については、次の窓口がより適切にお応えできますので、ご紹介いたします。\n",
        _NOTE,
        "\n当デスクでの対応は、ここで終了とさせていただきます。\n",
    ),
    MailName.MERGED: _mail(
        "ご提案の取りまとめについて",
        _THANKS,
        """
ご提案は、関連するご提案とあわせて対応することといたしました。
受付番号 {{ receipt }} は、そのままお問い合わせにお使いいただけます。
""",
        _NOTE,
    ),
    MailName.WITHDRAWN: _mail(
        "ご提案の取下げを承りました",
        """受付番号 {{ receipt }} のご提案について、取下げを承りました。
このたびは、ご提案をお寄せいただき、誠にありがとうございました。
""",
        _NOTE,
        "\nお心当たりがない場合は、恐れ入りますが、至急お電話でお知らせください。\n",
    ),
    MailName.REOPENED: _mail(
        "ご提案の対応を再開しました",
        "受付番号 {{ receipt }} のご提案について、対応を再開いたしましたので、お知らせいたします。\n",
        _NOTE,
    ),
}
