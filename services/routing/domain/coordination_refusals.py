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
