"""Why a command is not carried out, in the words of whoever asked."""

from shared.errors import Invalid, Refused


class NotAllowedNow(Refused):
    """The command makes sense, but not in the stage the case is in."""

    public_message = "案件の状態が変わったため、この操作は行えませんでした。最新の状態をご確認ください。"


class AbstractMissing(Invalid):
    """A case is confirmed with an abstract, because that is all an addressee sees before it takes the offer up."""

    public_message = "要旨を入力してください。担当課は、引き受けるまで要旨だけを見て判断します。"


class ChecksOpen(Invalid):
    """A required point of the confirmation checklist is not ticked."""

    public_message = "確認項目のうち、必須のものがまだ確認されていません。"


class WrongBody(Refused):
    """Departments are offered what parties propose, and parties what departments propose."""

    public_message = "県の課からの提案は企業等に、企業等からの提案は県の課に送付してください。"


class LeadUnclear(Invalid):
    """Where departments are asked, exactly one of them leads; where parties are asked, none does."""

    public_message = (
        "送付先を一つ以上選び、主担当（まとめ）が一つになるようにしてください。"
        "すでに主担当の課があるときは、主担当を指定せずに送付してください。"
    )


class DuePassed(Invalid):
    """The due day lies before today, or years ahead."""

    public_message = "回答期限には、本日から2年以内の日を指定してください。"


class AlreadyAsked(Refused):
    """The addressee already has an offer of this case."""

    public_message = "すでに送付済みの相手が含まれています。"


class NotAsked(Refused):
    """The addressee has no offer of this case."""

    public_message = "この案件は、あなたの課に送付されていません。"


class OfferOver(Refused):
    """What the link was sent for is no longer asked; the body may have been asked anew, by another link."""

    public_message = "このリンクでの受付は終了しました。改めてお願いした場合は、新しいメールのリンクをご利用ください。"


class ReasonMissing(Invalid):
    """A verdict has a reason."""

    public_message = "検討結果の理由を入力してください。"


class NextDayMissing(Invalid):
    """What is studied further is looked at again on a day, within two years."""

    public_message = "継続検討とする場合は、次に確認する日（明日から2年以内）を指定してください。"


class NotAVerdict(Invalid):
    """NOT_OURS is said by returning the offer, which names who else."""

    public_message = "担当外とする場合は、担当と考えられる課を選んで返送してください。"


class OtherDepartmentMissing(Invalid):
    """A return names who else might be in charge."""

    public_message = "担当外とする場合は、担当と考えられる課を選んでください。"


class NothingToRecall(Refused):
    """No offer to that addressee stands."""

    public_message = "この送付は、すでに返送されたか、取りやめられています。最新の状態をご確認ください。"


class AlreadyJudged(Refused):
    """What an addressee judged stays what it judged."""

    public_message = "検討結果の回答があった送付は、取りやめられません。"


class RecallReasonMissing(Invalid):
    """An offer is taken back for a reason."""

    public_message = "送付を取りやめる理由を入力してください。"


class NotYetDue(Refused):
    """An offer expires only after its due day."""

    public_message = "回答期限が過ぎていないため、期限切れにはできません。"


class WordsToProposerMissing(Invalid):
    """The proposer is told, in the words of the office."""

    public_message = "提案者にお知らせする内容を入力してください。"


class GroundMissing(Invalid):
    """Why this is fair is written down."""

    public_message = "連携先を決めた理由（公平性の根拠）を入力してください。"


class EndWithoutReason(Invalid):
    """No case ends, and none begins again, without a reason."""

    public_message = "理由を入力してください。"


class RefusalGroundMissing(Invalid):
    """A case is declined on one of the grounds of the scheme."""

    public_message = "見送りの根拠を選んでください。"


class QuestionMissing(Invalid):
    """A question has words."""

    public_message = "質問を入力してください。"


class NoSuchQuestion(Refused):
    """The question is answered already, or was never asked."""

    public_message = "この質問は、すでに回答されています。最新の状態をご確認ください。"


class AnswerMissing(Invalid):
    """A question is published with the words of the desk and an answer."""

    public_message = "公開する質問の文と、回答を入力してください。"


class WordsToOthersMissing(Invalid):
    """Who was asked and not chosen is told, in the words of the office."""

    public_message = "選ばれなかった相手にお知らせする内容を入力してください。"


class AnswersOpen(Refused):
    """Somebody who was asked has not answered yet."""

    public_message = "回答していない送付先があります。回答を待つか、送付を取りやめてから締め切ってください。"


class NobodyWilling(Refused):
    """Nobody said yes, or a condition waits for the other side's yes."""

    public_message = "成立の回答（条件付の場合は条件への同意）があった相手がいません。"


class PartnerUnclear(Invalid):
    """Partners are chosen among those who said yes."""

    public_message = "連携先を、成立の回答（条件付の場合は条件への同意）があったものから選んでください。"


class DeclineWaits(Refused):
    """A decline waits for the second person; until then nothing else moves on."""

    public_message = "見送りの承認を待っています。承認するか差し戻してから、操作してください。"


class SecondPersonNeeded(Refused):
    """The rules of the desk leave this to two persons."""

    public_message = "この操作には、起案した人とは別の職員の承認が必要です。"


class NotLonger(Invalid):
    """An extension moves a day later, not earlier, and not by years."""

    public_message = "延長後の期限には、現在の期限より後で、明日から2年以内の日を指定してください。"


class NotIntoThatCase(Invalid):
    """A case is merged into another one that is still open."""

    public_message = "統合先には、同じデスクの、完了していない別の案件を指定してください。"


class ConditionsMissing(Invalid):
    """Who says yes on conditions says on which, for the proposer has to agree to them."""

    public_message = "条件付とする場合は、条件を入力してください。条件は提案者にお知らせし、同意をいただきます。"


class ConditionsUnasked(Invalid):
    """Conditions stand beside another verdict, where nobody would be asked about them."""

    public_message = "条件を入力したときは、検討結果を「条件付」にしてください。"


class ReviewIncomplete(Invalid):
    """A point of the desk's review form had to be filled in."""

    public_message = "検討の記録のうち、必須の項目が入力されていません。"


class NothingWritten(Invalid):
    """A note says something."""

    public_message = "メモの内容を入力してください。"


class NotYourCircle(Refused):
    """The desk writes to itself or to who has the case, who has the case to the desk, who proposes to the desk."""

    public_message = "この範囲に宛てたメモは書けません。"


class NoteWaits(Refused):
    """A note to the proposer waits for the second person; one at a time."""

    public_message = "承認を待っている連絡があります。承認するか差し戻してから、次の連絡を起案してください。"


class NoResultYet(Invalid):
    """Nobody has judged yet, so there is no result to tell."""

    public_message = "検討結果の回答がまだないため、「検討結果のお知らせ」は送れません。「連絡」を選んでください。"


class ReplyNotWaiting(Refused):
    """The answer is none of this case, or it is done already."""

    public_message = "この返信は、すでに対応済みになっています。最新の状態をご確認ください。"


class MinutesMissing(Invalid):
    """A meeting is recorded with what was said."""

    public_message = "打合せの内容を入力してください。"


class MeetingAhead(Invalid):
    """A meeting is recorded once it took place, and what was agreed there is done later."""

    public_message = "打合せの日には本日以前の日を、次の予定日には打合せより後の日を指定してください。"


class NotWithYou(Refused):
    """The department has not taken the case up."""

    public_message = "この案件は、あなたの課が検討を引き受けていません。"


class NoSuchGround(Invalid):
    """The ground of a decline stands in the scheme, or an addressee has judged so."""

    public_message = "見送りの根拠を、示された中から選んでください。"


class AlternativesMissing(Invalid):
    """Who is declined is told what else could be tried."""

    public_message = "ほかに考えられる方法を入力してください。見送りのお知らせに添えます。"


class NoSuchCheck(Invalid):
    """What is missing is named by the points of the desk's checklist."""

    public_message = "足りない項目を、示された中から選んでください。"


class OfficeMissing(Invalid):
    """Who is referred is told where to go."""

    public_message = "紹介する窓口の名称と連絡先を入力してください。"
