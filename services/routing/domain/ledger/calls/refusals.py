"""Why something is not done with a call, in the words of whoever asked."""

from typing import Final

from shared.errors import Invalid, Missing, Refused

# With more numbers a sentence is none any more.
_NAMED: Final = 5


class DaysWrong(Invalid):
    """A call closes ahead of us, and not before it opens."""

    public_message = "受付の締切日は、本日以後、受付の開始日以後の日をご入力ください。"
    place = "closes_on"


class LaterDayWanted(DaysWrong):
    """A last day is moved to a later one."""

    public_message = "新しい締切日は、いまの締切日より後の、本日より後の日をご入力ください。"


class OpeningDayWrong(Invalid):
    """A draft that took its time may open a little behind us; a day further back is a slip of the pen."""

    public_message = "受付の開始日は、30日前から5年先までの日をご入力ください。"
    place = "opens_on"


class ReviewDayWrong(Invalid):
    """A call is looked at again ahead of us, and not before it opens."""

    public_message = "見直し期限は、本日以後、受付の開始日以後の日をご入力ください。"
    place = "review_by"


class QuestionUnreadable(Invalid):
    """An own question of the application form cannot be read."""

    public_message = (
        "応募項目は「質問｜必須｜文章｜説明」の形で、1行に1つ、30項目以内でご入力ください（選択肢は「選択：甲／乙」）。"
    )
    place = "questions"


class CriterionUnreadable(Invalid):
    """A criterion of the scoring cannot be read."""

    public_message = "審査の観点は「観点｜重み」の形で、1行に1つ、20項目以内でご入力ください（重みは1〜100の整数）。"
    place = "criteria"


class PartyUnclear(Invalid):
    """A reverse call is that of exactly one party of the registry."""

    public_message = "団体を一つに特定できませんでした。登録されている名称又は法人番号をご入力ください。"
    place = "party"


class DepartmentUnknown(Invalid):
    """The department in charge is one of today's."""

    public_message = "担当の課をお選びください。"
    place = "department"


class OnlyTheDeskForParties(Refused):
    """A department calls for itself; what a company calls for is drafted by the desk."""

    public_message = "企業等からの募集（逆提案）は、デスクが起案します。"


class ConsentMissing(Refused):
    """What a party asks for is published under its name once it said yes to that."""

    public_message = (
        "募集する団体の同意が記録されていません。"
        "「案を直す」で、いつ、誰から、どのように同意を得たかを記入してください。"
    )


class AppliedAlready(Refused):
    """The proposal is an application to this call already."""

    public_message = "この提案は、すでにこの募集への応募として登録されています。"


class NoSuchApplication(Missing):
    """No proposal of this number is an application to the call."""

    public_message = "この受付番号の応募はありません。"


class OfApplications(Invalid):
    """What was said of some applications cannot be taken; *receipts* are theirs."""

    place = "decisions"

    def __init__(self, *receipts: str) -> None:
        """Name the applications before the sentence, so that each is found among many."""
        named = "、".join(receipts[:_NAMED]) + ("ほか" if len(receipts) > _NAMED else "")
        super().__init__(public=f"{named}：{self.public_message}" if named else None)
        self.receipts = receipts


class PointsWrong(OfApplications):
    """Each criterion gets one number between nothing and the most there is."""

    public_message = "点数は、観点の順にすべて、0から満点までの整数でご入力ください。"
    place = "scores"


class ScreenedOut(Refused):
    """What does not meet the conditions is neither scored nor adopted."""

    public_message = "応募の要件を満たさないとされた応募は、採点・採択できません。"


class ReasonMissing(OfApplications):
    """Whoever is turned down is told why: for this one, or for all that are not adopted."""

    public_message = (
        "要件を満たさない、又は採択しない理由をご入力ください。採択しない理由は、共通の理由を書けば省けます。"
    )


class NotAllDecided(OfApplications):
    """A batch decides every application that nobody has decided, each once."""

    public_message = "採択するかどうかを、応募ごとに一つずつお選びください。"


class AppliedElsewhere(Refused):
    """A proposal answers one call at a time."""

    public_message = "この提案は、結果が出ていないほかの募集への応募として登録されています。"


class DecidedAlready(Refused):
    """What is decided is neither screened nor scored any more, and stays an application."""

    public_message = "この応募は、採否を決定済みです。直すときは、先に決定を取り消してください。"


class StillToTell(Refused):
    """Somebody who applied was not told the result."""

    public_message = "採否を決めていない、又は結果を通知していない応募があります。通知を済ませてから終了してください。"


class ResultsDayWrong(Invalid):
    """Who applies hears of the result after the last day."""

    public_message = "結果の通知の予定日は、受付の締切日より後の日をご入力ください。"
    place = "results_by"
