"""Why something is not done with a board, in the words of whoever asked."""

from shared.errors import Invalid, Missing, Refused


class DayOfBoardWrong(Invalid):
    """A session is planned for a day ahead, and one that follows for a later day."""

    public_message = "開催日をご確認ください。予定は本日以後の日、開催した日は本日までの日とします。"
    place = "day"


class HeldDayWrong(DayOfBoardWrong):
    """A session was held on a day behind us."""

    place = "held_on"


class OnAnAgenda(Refused):
    """The case is on the agenda of a board whose results are not released."""

    public_message = "この案件は、結果を通知していない審査会の議題に、すでに載っています。"


class CaseIsOver(Refused):
    """A case that came to its end is judged by no board."""

    public_message = "この案件は終了しているため、議題に載せられません。"


class NotOnAgenda(Missing):
    """No case of this number is on the agenda."""

    public_message = "この受付番号の案件は、議題にありません。"


class OrderWrong(Invalid):
    """An order names every case of the agenda once."""

    public_message = "議題のすべての受付番号を、審査する順に、一つずつご入力ください。"
    place = "receipts"


class AlternativesWanted(Invalid):
    """Who is not adopted hears what else could be tried."""

    public_message = "不採択のときは、ほかに考えられる方法をご入力ください。"
    place = "alternatives"


class GroundUnknown(Invalid):
    """What is not adopted is declined on a ground of the scheme."""

    public_message = "見送りの根拠をお選びください。"
    place = "ground"


class OutcomesMissing(Refused):
    """The results are released together, once every case of the agenda has its outcome."""

    public_message = (
        "結果を記録していない議題があります。すべての結果を記録するか、"
        "審査しなかった案件を議題から外してから、通知してください。"
    )


class NothingReleased(Refused):
    """Everybody concerned was told."""

    public_message = "通知する結果はありません。すべて通知済みか、議題がありません。"
