"""What those who come to a forum (意見交換会) are told, in the words that come with the program."""

from typing import Final

from shared.scheme.texts import MailName

_HEAD: Final = """
{{ addressee }}

{{ prefecture }}{{ desk_name }}です。
"""
_FORUM: Final = """
　名称　{{ forum }}
　日時　{{ held_on }}{% if begins %}　{{ begins }}{% endif %}
　場所　{{ place }}
"""
_PEOPLE: Final = """　人数　{{ people }}名
"""
_PAGE: Final = """
お申し込みの内容は、次のページでご確認いただけます。変更や取消し、テーマについてのアイデアの提案も、ここから承ります。
このページの宛先はお申し込みの方専用ですので、ほかの方にお知らせにならないようお願いいたします。
{{ attendance_url }}
"""
_LOOK: Final = """
{{ attendance_url }}
"""
_FOOT: Final = """
ご不明な点は、お電話でお問い合わせください（{{ phone }}、{{ hours }}）。

{{ signature }}
"""


def _mail(title: str, *said: str) -> tuple[str, str]:
    """Return subject and body of a letter about a forum."""
    subject = f"【{{{{ receipt }}}}】{title}（{{{{ prefecture }}}} {{{{ desk_name }}}}）"
    return subject, _HEAD + "".join(said) + _FOOT


ATTENDEE_MAILS: Final = {
    MailName.ATTENDEE_REGISTERED: _mail(
        "意見交換会への参加を承りました",
        "意見交換会へのお申し込み、誠にありがとうございます。次のとおり、ご参加を承りました。\n",
        _FORUM,
        _PEOPLE,
        _PAGE,
        "\nこのメールにお心当たりがない場合は、恐れ入りますが、上のページから取り消していただくか、破棄してください。\n",
    ),
    MailName.ATTENDEE_WAITING: _mail(
        "意見交換会のキャンセル待ちを承りました",
        """意見交換会へのお申し込み、誠にありがとうございます。
お席に限りがございますため、キャンセル待ちとして承りました。お席をご用意できましたら、お申し込みの順に、メールでお知らせします。
""",
        _FORUM,
        _PEOPLE,
        _PAGE,
        "\nこのメールにお心当たりがない場合は、恐れ入りますが、上のページから取り消していただくか、破棄してください。\n",
    ),
    MailName.ATTENDEE_ADMITTED: _mail(
        "意見交換会のお席をご用意できました",
        "キャンセル待ちをいただいておりました意見交換会に、お席が空きました。次のとおり、ご参加いただけます。\n",
        _FORUM,
        _PEOPLE,
        "\nご都合がつかなくなったときは、お手数ですが、次のページから取消しをお願いいたします。お待ちの方にご案内します。\n",
        _PAGE,
    ),
    MailName.ATTENDEE_CHANGED: _mail(
        "意見交換会のお申し込みの変更を承りました",
        "意見交換会のお申し込みの内容を、次のとおり変更いたしました。\n",
        _FORUM,
        _PEOPLE,
        _PAGE,
    ),
    MailName.ATTENDEE_CANCELLED: _mail(
        "意見交換会のお申し込みの取消しを承りました",
        "次の意見交換会について、お申し込みの取消しを承りました。ご連絡をいただき、ありがとうございました。\n",
        _FORUM,
        "\nもう一度参加されるときは、次のページからあらためてお申し込みください。\n",
        _LOOK,
        "\nお心当たりがない場合は、恐れ入りますが、お電話でお知らせください。\n",
    ),
    MailName.ATTENDEE_REMINDED: _mail(
        "意見交換会の開催が近づきました",
        "お申し込みいただいた意見交換会の開催が近づきましたので、ご案内いたします。ご来場を心よりお待ちしております。\n",
        _FORUM,
        _PEOPLE,
        _PAGE,
    ),
    MailName.ATTENDEE_MOVED: _mail(
        "意見交換会の日時・場所の変更について",
        """お申し込みいただいた意見交換会の日時又は場所を、次のとおり変更いたしました。
ご迷惑をおかけいたしますことを、おわび申しあげます。
""",
        _FORUM,
        _PEOPLE,
        "\nご都合がつかないときは、お手数ですが、次のページから取消しをお願いいたします。\n",
        _PAGE,
    ),
    MailName.ATTENDEE_CALLED_OFF: _mail(
        "意見交換会の中止について",
        """お申し込みいただいた次の意見交換会は、中止することといたしました。
ご予定をいただいていたところ、誠に申し訳ございません。お申し込みの取消しのお手続きは必要ございません。
""",
        _FORUM,
    ),
    MailName.ATTENDEE_INVITED: _mail(
        "意見交換会のご案内",
        "平素より県政の推進にご理解とご協力をいただき、誠にありがとうございます。次の意見交換会をご案内いたします。\n",
        _FORUM,
        """
――――　ご案内　――――
{{ note }}
――――――――――――

お申し込みは、次のページからお願いいたします（利用者登録は不要です）。
""",
        _LOOK,
    ),
}
