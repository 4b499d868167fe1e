"""Why something is not done with a forum, in the words of whoever asked."""

from shared.errors import Invalid, Refused


class ForumDaysWrong(Invalid):
    """Somebody may register until the day of the forum at the latest, and both lie ahead."""

    public_message = "開催日と参加申込みの締切日をご確認ください。締切日は開催日まで、いずれも本日以後の日とします。"
    place = "held_on"


class NobodyInvited(Invalid):
    """An invitation goes to somebody."""

    public_message = "招く課、市町村又は団体を、少なくとも一つお選びください。"
    place = "departments"


class GuestUnknown(Invalid):
    """Who is invited is known to the desk."""

    public_message = "招く先を特定できませんでした。団体は、登録されている名称又は法人番号をご入力ください。"
    place = "parties"


class AttendeeUnknown(Invalid):
    """Who came without registering is counted by number."""

    public_message = "出席した申込みは、この意見交換会の申込みの中からお選びください。"
    place = "came"


class NotHeldYet(Refused):
    """Who came is known on the day itself."""

    public_message = "出欠は、意見交換会の開催日から記録できます。"


class LinkedAlready(Refused):
    """The proposal came of the forum already."""

    public_message = "この提案は、すでにこの意見交換会から生まれた提案として登録されています。"
