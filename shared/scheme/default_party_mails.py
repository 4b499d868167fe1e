"""What a company that is asked to judge is told, in the words that come with the program."""

from typing import Final

from shared.scheme.texts import MailName

_HEAD: Final = """
{{ addressee }}

{{ prefecture }}{{ desk_name }}です。
平素より県政の推進にご理解とご協力をいただき、誠にありがとうございます。
"""
_PAGE: Final = """
内容のご確認とご回答は、次のページからお願いいたします（利用者登録は不要です）。
このページの宛先は貴団体専用ですので、ほかの方にお知らせにならないようお願いいたします。
{{ answer_url }}
"""
_DONE: Final = """
お済みになりましたら、このメールへの返信、または次のページからお知らせください（利用者登録は不要です）。
このページの宛先は貴団体専用ですので、ほかの方にお知らせにならないようお願いいたします。
{{ answer_url }}
"""
_FOOT: Final = """
ご不明な点は、このメールへの返信、またはお電話でお問い合わせください（{{ phone }}、{{ hours }}）。

{{ signature }}
"""
_NOTE: Final = """{% if note %}
――――　担当からのご連絡　――――
{{ note }}
――――――――――――――――
{% endif %}"""


def _mail(title: str, *said: str) -> tuple[str, str]:
    """Return subject and body of a letter to a company that was asked."""
    subject = f"【{{{{ receipt }}}}】{title}（{{{{ prefecture }}}} {{{{ desk_name }}}}）"
    return subject, _HEAD + "".join(said) + _FOOT


PARTY_MAILS: Final = {
    MailName.PARTY_ASKED: _mail(
        "連携事業のご検討のお願い",
        "\n県の課題について、貴団体との連携を検討したく、ご連絡いたしました。\n",
        _NOTE,
        _PAGE,
        """{% if due %}
誠に恐れ入りますが、{{ due }}までにご回答くださいますようお願いいたします。
ご質問には、同じ内容を検討いただいているすべての方に、どなたのご質問かを伏せてお答えします。
{% endif %}""",
    ),
    MailName.PARTY_REMINDED: _mail(
        "ご回答のお願い",
        """
先にご検討をお願いしました {{ receipt }} について、ご連絡いたします。
{% if due %}ご回答は、{{ due }}までにお願いしております。
{% endif %}すでにご回答いただいている場合は、行き違いをお許しください。
""",
        _NOTE,
        _PAGE,
    ),
    MailName.PARTY_EXTENDED: _mail(
        "ご回答の期日の延長について",
        """
先にご検討をお願いしました {{ receipt }} について、ご回答の期日を延ばすことといたしました。
{% if due %}{{ due }}までにご回答くださいますようお願いいたします。
{% endif %}""",
        _NOTE,
        _PAGE,
    ),
    MailName.PARTY_LINK: _mail(
        "ご回答のページの新しいリンクについて",
        """
{{ receipt }} のご検討について、ご回答のページの新しいリンクをお送りします。
以前にお送りしたリンクは、使えなくなりました。
""",
        _PAGE,
    ),
    MailName.PARTY_QUESTIONS: _mail(
        "質問と回答を公開しました",
        """
{{ receipt }} についてお寄せいただいた質問と回答を、ご検討いただいているすべての方に公開いたしました。
""",
        _NOTE,
        _PAGE,
    ),
    MailName.PARTY_CLOSED: _mail(
        "ご検討の結果のお知らせ",
        """
{{ receipt }} のご検討にご協力いただき、誠にありがとうございました。
結果が決まりましたので、お知らせいたします。
""",
        _NOTE,
        """
お寄せいただいたご回答と結果は、次のページでご覧いただけます。
このページの宛先は貴団体専用ですので、ほかの方にお知らせにならないようお願いいたします。
{{ answer_url }}
""",
    ),
    MailName.PARTY_TODO: _mail(
        "ご準備のお願い",
        "\n{{ receipt }} の調整を進めるため、次のご準備をお願いいたします。\n",
        _NOTE,
        "{% if due %}\n{{ due }}までにお願いできますと幸いです。\n{% endif %}",
        _DONE,
    ),
    MailName.PARTY_CHASED: _mail(
        "ご準備の状況のお尋ね",
        "\n{{ receipt }} の調整について、ご連絡いたします。\n",
        _NOTE,
        "\nすでにご連絡いただいている場合は、行き違いをお許しください。\n",
        _DONE,
    ),
    MailName.PARTY_TODO_REMINDED: _mail(
        "ご準備の期日のお知らせ",
        "\n{{ receipt }} の調整のため、お願いしておりますご準備の期日をお知らせいたします。\n",
        _NOTE,
        "{% if due %}\n期日は、{{ due }}です。\n{% endif %}",
        "すでにご連絡いただいている場合は、行き違いをお許しください。\n",
        _DONE,
    ),
    MailName.PARTY_STARTED: _mail(
        "連携事業の実施の開始について",
        """
{{ receipt }} の連携事業について、実施を始めることとなりましたので、お知らせいたします。
{% if due %}実施は、{{ due }}からを予定しております。
{% endif %}""",
        _NOTE,
    ),
    MailName.PARTY_COMPLETED: _mail(
        "連携事業の完了について",
        """
{{ receipt }} の連携事業が完了いたしましたので、お知らせいたします。
ご協力に、心よりお礼を申しあげます。
""",
        _NOTE,
    ),
    MailName.PARTY_RECALLED: _mail(
        "ご検討のお願いの取りやめについて",
        """
{{ receipt }} について、県の都合により、ご検討のお願いを取りやめることとなりました。
ご回答は不要です。お時間をいただきましたことに、心よりお礼とおわびを申しあげます。
""",
        _NOTE,
    ),
    MailName.PARTY_PUBLICATION_CONSENT: _mail(
        "公表への同意のお願い",
        "\n{{ receipt }} の取組について、貴団体のお名前を含む、公表する内容の案を作成いたしました。\n",
        _NOTE,
        """
次のページで案をご覧のうえ、項目ごとに、公表してよいかどうかをお知らせください（利用者登録は不要です）。
このページの宛先は貴団体専用ですので、ほかの方にお知らせにならないようお願いいたします。
{{ answer_url }}
{% if due %}
お忙しいところ恐れ入りますが、{{ due }}までにご回答くださいますようお願いいたします。
{% endif %}ご同意のない項目は、公表いたしません。
""",
    ),
    MailName.PARTY_PUBLICATION_SHOWN: _mail(
        "取組を公表いたしました",
        "\n{{ receipt }} の取組について、ご同意いただいた内容を公表いたしましたので、お知らせいたします。\n",
        """
公開ページは、次のページの「公開している内容」からご覧いただけます。
{{ answer_url }}
""",
    ),
    MailName.PARTY_PUBLICATION_WITHDRAWN: _mail(
        "公表を取り下げました",
        """
{{ receipt }} の取組について公表していた内容を取り下げましたので、お知らせいたします。
公開ページには、取り下げたことと日付だけが残ります。
""",
    ),
    MailName.PARTY_EXPIRED: _mail(
        "ご回答の期日が過ぎたことについて",
        """
先にご検討をお願いしました {{ receipt }} は、ご回答の期日を過ぎましたので、ご検討のお願いを終えることといたしました。
ご回答は不要です。お時間をいただきましたことに、お礼を申しあげます。
引き続きご関心をお持ちの場合や、行き違いの場合は、お手数ですがお知らせください。
""",
        _NOTE,
    ),
}
