"""Why a command of coordination is not carried out, in the words of whoever asked."""

from shared.errors import Invalid, Refused


class AlreadyDecided(Refused):
    """The form of cooperation was decided; a draft alone can be replaced."""

    public_message = "協定区分は、すでに決定されています。"


class DecisionIncomplete(Invalid):
    """Who says that something is decided says by whom and when."""

    public_message = "決定とする場合は、決定した会議や職と、本日以前の決定日を入力してください。"


class CooperationUndecided(Refused):
    """The form of cooperation is decided, not only drafted, before the work begins."""

    public_message = "協定区分がまだ決定されていません。決定を記録してから、実施を始めてください。"


class DepartmentsUnclear(Invalid):
    """Who joins does not take part yet, who leaves does, and something changes."""

    public_message = "加わる課には、まだ連携していない課を、外れる課には、連携している課を選んでください。"


class OneLeads(Invalid):
    """One of the departments that take part leads."""

    public_message = "主担当（まとめ）の課を、連携する課から一つ選んでください。"


class OwesStill(Invalid):
    """A department that owes something settles it, or hands it over, before it leaves."""

    public_message = "外れる課に、済んでいない日程・手続き・宿題があります。先に、済ませるか担当を変えてください。"


class LeadMissing(Refused):
    """One department leads the work."""

    public_message = "実施を主に担当する課が決まっていません。"


class StartDayMissing(Invalid):
    """The day the work is planned to begin lies neither years back nor years ahead."""

    public_message = "実施を始める日には、前後2年以内の日を指定してください。"


class LessonMissing(Invalid):
    """Nobody completes a case without saying what colleagues may learn from it."""

    public_message = (
        "教訓（続けるとよいこと、次に変えるとよいこと）を入力してください。なければ「特になし」と書いてください。"
    )


class ProceduresOpen(Refused):
    """Work does not begin before the procedures it needs are settled."""

    public_message = "必要な手続きが済んでいません。済ませるか、不要とする理由を記録してから、実施を始めてください。"


class NoSuchTask(Invalid):
    """What is meant is none of this case, or settled already."""

    public_message = "この日程・手続き・宿題は、すでに済んでいるか、この案件のものではありません。"


class TaskWordsMissing(Invalid):
    """What is owed is said in words."""

    public_message = "内容を入力してください。"


class TaskDayFar(Invalid):
    """What is owed is owed by a day that people can plan for."""

    public_message = "期日には、前後2年以内の日を指定してください。"


class TodoDayPassed(Invalid):
    """What is asked for now is owed by a day that can still be met."""

    public_message = "宿題の期日には、本日以後、2年以内の日を指定してください。"


class SaidAnew(Refused):
    """The to-do was said anew since the page showed it."""

    public_message = "このご準備の内容は、その後変わりました。最新の内容をご確認ください。"


class MissingUnsaid(Invalid):
    """Whoever is sent back to work reads what is missing."""

    public_message = "差し戻す理由（足りないこと）を入力してください。相手にこのままお知らせします。"


class OwnerUnclear(Invalid):
    """What is owed is owed by the desk, a department or municipality that takes part, or the body outside."""

    public_message = (
        "担当を、デスク、連携に加わっている課、参加している市町村、提案者（連携先の団体）のいずれかから選んでください。"
    )


class NotTakingPart(Refused):
    """The department does not take part in the coordination."""

    public_message = "あなたの課は、この案件の連携に加わっていません。"


class PlannedAlready(Invalid):
    """A procedure of the template is planned once."""

    public_message = "すでに計画した手続きが含まれています。最新の状態をご確認ください。"


class NotYours(Refused):
    """Whoever owes something, or the desk, says that it is done."""

    public_message = "ほかの担当の手続きや宿題は、済みにできません。"


class NoSuchTemplate(Invalid):
    """A procedure follows a template of the scheme the case began under."""

    public_message = "この手続きのひな形は、デスクの設定にありません。"
