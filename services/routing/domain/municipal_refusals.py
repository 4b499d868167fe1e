"""Why municipalities could not be invited, join or leave."""

from shared.errors import Invalid, Refused


class NothingToShow(Refused):
    """Who is invited reads the abstract, and there is none yet."""

    public_message = "要旨がまだないため、市町村に参加をお願いできません。内容を確認して要旨を作成してください。"


class NotLeading(Refused):
    """Beside the desk only the department that leads invites municipalities."""

    public_message = "市町村に参加をお願いできるのは、デスクと主担当の課です。"


class NobodyInvited(Invalid):
    """At least one municipality is invited, and each of them once."""

    public_message = "参加をお願いする市町村を、重なりのないように一つ以上選んでください。"


class NoSuchMunicipality(Invalid):
    """The municipality does not exist, or no longer."""

    public_message = "選ばれた市町村は、現在の組織にありません。選び直してください。"


class InvitedAlready(Invalid):
    """Whoever is invited, or takes part, is not invited once more."""

    public_message = "すでに参加をお願いしている、又は参加している市町村が含まれています。"


class InvitationWithoutWords(Invalid):
    """An invitation says what is asked of the municipality."""

    public_message = "市町村への依頼の言葉を入力してください。"


class NotInvited(Refused):
    """The municipality is not invited, or has answered already."""

    public_message = "回答を待っている参加の依頼はありません。最新の状態をご確認ください。"


class NotTakingPart(Refused):
    """The municipality does not take part."""

    public_message = "この市町村は、この案件に参加していません。最新の状態をご確認ください。"


class NoneTakesPart(Refused):
    """No municipality takes part or is invited."""

    public_message = "この案件に参加している、又は参加をお願いしている市町村はありません。"
