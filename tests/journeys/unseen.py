"""Five proposals of different fields that stand in no sample: four mails and a web form."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from deploy.sample.browser import Visitor
from deploy.sample.proposals import INTAKE_ADDRESS, form_values
from deploy.sample.send import send_mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A proposal and the sections of which one should be among the first three."""

    title: str
    text: str
    sections: tuple[str, ...]


MAILS = (
    Unseen(
        title="ｸﾙｰｽﾞ船の夜をにぎわす岸壁の灯り",
        text="ｸﾙｰｽﾞ船が着く日の夜、みなと緑地に屋台と小さな灯りを並べ、乗客と住民が一緒に過ごせる港に\n"
        "したいと考えています。マリーナの桟橋も、閉場のあと二時間だけ開けていただけないでしょうか。",
        sections=("港湾課", "観光振興課"),
    ),
    Unseen(
        title="島の患者さんを待たせない診療の車",
        text="へき地医療を担う診療所を週に三日しか開けられない島へ、遠隔診療の機器を積んだ車を船で運びます。"
        "看護職員が同乗し、画面の向こうの医師と一緒に診ます。救急医療の搬送を減らせる見込みです。",
        sections=("医療政策課",),
    ),
    Unseen(
        title="廃タイヤと漁網から公園のベンチをつくる",
        text="港に積まれた漁網と廃タイヤを溶かし、公園のベンチに替えます。プラスチックごみの回収量とリサイクル率を\n"
        "毎月お知らせします。海洋ごみを拾う日を県と一緒に開き、産業廃棄物の処理費も減らします。",
        sections=("資源循環課",),
    ),
    Unseen(
        title="山里の足を町の車で支える",
        text="路線バスが減った三つの谷で、予約があった時だけ走るデマンド交通を、昼に空いている送迎車で始めます。"
        "自動運転の実証にも車と整備士を出します。地域公共交通計画に位置付けていただくことを望みます。",
        sections=("交通政策課",),
    ),
)
FORM = Unseen(
    title="働く人が先生になる一日",
    text="県内の三十の職場から社員が小中学校へ出向き、仕事の道具を持ち込む出前授業を行います。"
    "キャリア教育と探究的な学習の時間に合わせ、不登校の子どもも画面から参加できるようにします。",
    sections=("学校教育課", "教育政策課"),
)
ALL = (*MAILS, FORM)
# What the form asks for beside title and summary, kept short and without a word of any field.
_REST = ("background", "goal", "means", "effects", "merit_prefecture", "merit_proposer", "merit_residents")
_ROLES = ("track_record", "proposer_role", "prefecture_role", "schedule", "place", "protection_reason")


def send_all(environment: Mapping[str, str]) -> None:
    """Send all five through the doors people use."""
    for number, one in enumerate(MAILS, start=1):
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"みお工房 <kobo{number}@mio-kobo.example.jp>"
        mail["To"] = INTAKE_ADDRESS
        mail["Subject"] = one.title
        mail["Message-ID"] = f"<unseen-{number}@mio-kobo.example.jp>"
        mail.set_content(one.text, charset="utf-8", cte="base64")
        send_mail(environment, mail.as_bytes())
    with Visitor(environment["DESK_WEB_URL"]) as visitor:
        page = visitor.send(visitor.open("/propose"), "/propose", _filled_in())
        visitor.send(page, "/propose/send", {})


def _filled_in() -> dict[str, Any]:
    short = dict.fromkeys((*_REST, *_ROLES), "上に書いたとおりです。")
    return form_values() | short | {"title": FORM.title, "summary": FORM.text, "categories": ["other"]}
