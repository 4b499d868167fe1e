"""Why something is not done with a publication, in the words of whoever asked."""

from collections.abc import Mapping, Sequence

from services.routing.domain.publishing.protection import Leak
from shared.errors import Invalid, Refused
from shared.public_words import FIELD_WORDS


class ProtectedInDraft(Invalid):
    """What everybody would read repeats something its proposer protects."""

    public_message = "提案者が保護を求めた内容が含まれているため、公表の案にできません。"

    def __init__(self, leaks: Sequence[Leak], place: str = "", *, named: Mapping[str, str] = FIELD_WORDS) -> None:
        """Keep which fields (*named* as people know them); never what stands there."""
        said = "、".join(f"「{named[one.code]}」に、提案者が保護を求めた「{one.subject}」の内容" for one in leaks)
        agreed = "保護の取扱いを双方で合意して改めない限り、公表できません。"
        super().__init__(
            f"protected: {', '.join(one.code for one in leaks)}",
            public=f"{said}が含まれています。その部分を除いてください。{agreed}",
        )
        self.leaks = tuple(leaks)
        self.place = place


class ProtectionUnknown(Refused):
    """What the proposer protects cannot be read by whoever writes, so nothing can be compared with it."""

    public_message = "提案者が保護を求めた内容を確かめられないため、公表の案を扱えません。デスクにご相談ください。"


class NotYetPublic(Refused):
    """What is not even agreed upon is not published."""

    public_message = "調整中、実施中又は完了した案件、事業及び協定だけを公表できます。"


class NothingToPublish(Invalid):
    """There is no project, agreement or case of that number."""

    public_message = "事業、協定又は案件の番号をご確認ください。"
    place = "about"


class UnreadableEffect(Invalid):
    """An effect is written as one line with its parts in their order."""

    public_message = "効果は「指標｜値｜単位｜時点（2026-11-20）｜方法｜推計者｜効果額（円）」の順に入力してください。"
    place = "effects"


class EndsBeforeItBegins(Invalid):
    """A period ends on or after the day it begins on."""

    public_message = "期間の終わりには、始まり以後の日を指定してください。"
    place = "ends_on"


class UnknownField(Invalid):
    """There is no such field of a draft, or nothing stands in it."""

    public_message = "同意の対象ではない項目が含まれています。"
    place = "refused"


class FieldsUnsaid(Invalid):
    """To each field that is asked about one says yes or no."""

    place = "agreed"

    def __init__(self, codes: Sequence[str]) -> None:
        """Name the fields of which nothing was said."""
        words = "、".join(f"「{FIELD_WORDS[code]}」" for code in codes)
        super().__init__(f"unsaid: {', '.join(codes)}", public=f"{words}について、同意するかどうかを選んでください。")


class NothingSaid(Invalid):
    """An answer says yes or no to something."""

    public_message = "同意した項目又は同意しなかった項目を選んでください。"
    place = "agreed"


class SaidBoth(Invalid):
    """One cannot say yes and no to the same field."""

    place = "refused"

    def __init__(self, codes: Sequence[str]) -> None:
        """Name the fields of which both were said."""
        words = "、".join(f"「{FIELD_WORDS[code]}」" for code in codes)
        super().__init__(
            f"both: {', '.join(codes)}", public=f"{words}が、同意した項目にもしなかった項目にも選ばれています。"
        )


class WhoseAnswer(Invalid):
    """Several have to agree, so it has to be said whose answer it is."""

    public_message = "どなたの回答かを選んでください。"
    place = "of"


class PartnersUnasked(Refused):
    """A company that was chosen as a partner has agreed to nothing yet."""

    public_message = (
        "連携先に決まった団体の同意を確かめていません。「電話・書面等の同意を記録する」で回答を記録するか、"
        "差し戻して同意を求めてください。"
    )


class NotProtected(Invalid):
    """Nothing of that name is protected in the cases of this publication."""

    public_message = "保護を求められた項目から選んでください。"
    place = "subject"


class DayUnfit(Invalid):
    """A day to answer by lies ahead, and not years; a day on which something was said does not."""

    public_message = "日付をご確認ください。"


class ReleasePassed(Invalid):
    """What is released later is released at a moment to come."""

    public_message = "解禁日時には、これから先の日時（2年以内）を指定してください。"
    place = "release_at"


class SoonerThanAgreed(Invalid):
    """What others agreed to for a moment is not released before it, unless they agreed to that as well."""

    public_message = "相手方と合意した日時より早く公表するには、どなたと、いつ合意したかを入力してください。"
    place = "agreed_with"


class NoAnswerAwaited(Refused):
    """The draft was answered already, or nobody waits for the answer any more."""

    public_message = "この公表についてのご回答は、すでに承っているか、不要になりました。"


class NotAskedOfYou(Refused):
    """Only the department whose wish it is answers for it."""

    public_message = "この公表への同意は、提案した課が回答します。"


class NoSuchPicture(Invalid):
    """The draft has no such picture."""

    public_message = "この画像は、公表の案にありません。"
    place = "picture"


class TooManyPictures(Refused):
    """A publication has only so many pictures."""

    public_message = "画像は10枚までです。"


class NoSuchMedium(Invalid):
    """The desk keeps no such medium."""

    public_message = "報道機関の連絡先にある報道機関から選んでください。"
    place = "media"


class MediumUnreachable(Invalid):
    """To whom a mail goes has an address."""

    place = "media"

    def __init__(self, names: Sequence[str]) -> None:
        """Name the media that have none."""
        words = "、".join(f"「{one}」" for one in names)
        super().__init__(
            f"without an address: {len(names)}",
            public=f"{words}にはメールアドレスの登録がありません。報道機関の連絡先に登録するか、選択から外してください。",
        )


class NotAPicture(Invalid):
    """What was sent is no picture that can be shown."""

    public_message = "JPEG、PNG又はWebPの画像（5MBまで）を選んでください。"
    place = "content"
