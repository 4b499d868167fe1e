"""Why something is not done with a call, in the words of whoever asked."""

from shared.errors import Invalid, Missing, Refused


class DaysWrong(Invalid):
    """A call opens before it closes, and closes and is looked at again ahead of us."""

    public_message = (
        "受付の開始日、締切日、見直し期限をご確認ください。締切日は開始日以後、いずれも本日以後の日とします。"
    )
    place = "closes_on"


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


class AppliedAlready(Refused):
    """The proposal is an application to this call already."""

    public_message = "この提案は、すでにこの募集への応募として登録されています。"


class NoSuchApplication(Missing):
    """No proposal of this number is an application to the call."""

    public_message = "この受付番号の応募はありません。"


class PointsWrong(Invalid):
    """Each criterion gets one number between nothing and the most there is."""

    public_message = "点数は、観点の順にすべて、0から満点までの整数でご入力ください。"
    place = "scores"


class ScreenedOut(Refused):
    """What does not meet the conditions is neither scored nor adopted."""

    public_message = "応募の要件を満たさないとされた応募は、採点・採択できません。"


class ReasonMissing(Invalid):
    """Whoever is turned down is told why."""

    public_message = "要件を満たさない場合、又は採択しない場合は、その理由をご入力ください。"
    place = "decisions"


class NotAllDecided(Invalid):
    """A batch decides every application of the call, each once."""

    public_message = "すべての応募について、採択するかどうかを一つずつお選びください。"
    place = "decisions"


class NothingToTell(Refused):
    """Everybody who applied was told."""

    public_message = "結果は、すべての応募者に通知済みです。"


class StillToTell(Refused):
    """Somebody who applied was not told the result."""

    public_message = "結果を通知していない応募があります。通知を済ませてから終了してください。"
