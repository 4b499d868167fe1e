"""What an inbox says of each notice, in the words that come with the program; a desk may write its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.notification import NotificationKind

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "inbox.say.case_opened": "新しい提案が届きました。内容をご確認ください。",
        "inbox.say.mail_held": "自動で仕分けられなかったメールがあります。扱いをお決めください。",
        "inbox.say.offer_made": "提案の検討をお願いします。",
        "inbox.say.offer_made.lead": "提案の検討を、主担当としてお願いします。",
        "inbox.say.offer_accepted": "担当課が検討を始めました。",
        "inbox.say.offer_accepted.party": "検討をお願いした団体が、検討を始めました。",
        "inbox.say.verdict_given": "検討結果が届きました。",
        "inbox.say.verdict_given.viable": "検討結果が届きました（成立）。",
        "inbox.say.verdict_given.conditional": "検討結果が届きました（条件付）。",
        "inbox.say.verdict_given.keep_studying": "検討結果が届きました（継続検討）。",
        "inbox.say.verdict_given.not_viable": "検討結果が届きました（不成立）。",
        "inbox.say.verdict_given.not_ours": "担当外として返送されました。理由と、担当と考えられる課をご確認ください。",
        "inbox.say.offer_recalled": "検討の依頼は、デスクが取りやめました。回答は不要です。",
        "inbox.say.case_bounced": "担当外としての返送が3回になりました。デスクで担当を決めてください。",
        "inbox.say.reply_received": "提案者から返信が届きました。案件の画面でご確認ください。",
        "inbox.say.reply_received.unconfirmed": "連絡先と違うアドレスから返信が届きました。差出人をご確認ください。",
        "inbox.say.completion_asked": "提案の内容について、補足のお願いがあります。ご確認のうえ、ご回答ください。",
        "inbox.say.completion_received": "補正が届きました。内容の確認を再開してください。",
        "inbox.say.passed_on": "提案を相手方にお伝えしました。検討の結果をお待ちください。",
        "inbox.say.offer_expired": "回答のないまま期限を過ぎたため、検討の依頼を締め切りました。",
        "inbox.say.conditions_asked": "条件付の回答がありました。同意できるかどうかを、期限までにお知らせください。",
        "inbox.say.conditions_accepted": "提案者が、検討結果の条件に同意しました。",
        "inbox.say.conditions_refused": "提案者は、検討結果の条件に同意しませんでした。理由をご確認ください。",
        "inbox.say.round_closed": "検討を終え、今後の進め方が決まりました。",
        "inbox.say.case_extended": "提案者にお伝えした期日を延ばしました。",
        "inbox.say.decline_proposed": "見送りの案があります。別の担当者が内容を確認し、承認するか差し戻してください。",
        "inbox.say.decline_sent_back": "見送りの案が差し戻されました。理由をご確認ください。",
        "inbox.say.case_ended": "この案件の対応は終了しました。",
        "inbox.say.case_ended.declined": "提案は見送りとなりました。",
        "inbox.say.case_ended.referred": "提案は、ほかの窓口に紹介しました。",
        "inbox.say.case_ended.merged": "提案は、ほかの案件にまとめました。",
        "inbox.say.case_ended.withdrawn": "提案は取り下げられました。",
        "inbox.say.merged_into_decided": "統合先の案件の結果が決まりました。この提案の提案者にもお知らせください。",
        "inbox.say.merged_into_decided.declined": "統合先は見送りとなりました。提案者にお知らせください。",
        "inbox.say.merged_into_decided.referred": "統合先は他の窓口に紹介しました。提案者にお知らせください。",
        "inbox.say.merged_into_decided.withdrawn": "統合先は取り下げられました。扱いを決め、提案者にお知らせください。",
        "inbox.say.case_reopened": "案件の対応を再開しました。",
        "inbox.say.case_due_soon": "期日が近づいています。",
        "inbox.say.case_overdue": "期日を過ぎました。対応をお願いします。",
        "inbox.say.case_forgotten": "動きの止まっている案件があります。次の対応をお決めください。",
        "inbox.say.case_forgotten.no_owner": "担当者のいない案件があります。担当者をお決めください。",
        "inbox.say.case_forgotten.no_next_day": "次に動く日を過ぎた案件があります。対応をお決めください。",
        "inbox.say.case_forgotten.nobody_told": "どなたにも知らせていない案件があります。内容をご確認ください。",
        "inbox.say.case_forgotten.unread": "知らせが読まれないままの案件があります。担当課にお確かめください。",
        "inbox.say.case_forgotten.reply_unread": "提案者からの返信が読まれていません。内容をご確認ください。",
        "inbox.say.notice_unread": "担当課が知らせを開いていません。電話などでお確かめください。",
        "inbox.say.offer_extended": "回答の期限が延びました。",
        "inbox.say.question_asked": "相手方から質問が届きました。すべての相手方に公開する形で、ご回答ください。",
        "inbox.say.offer_reply_received": "相手方からメールで返信が届きました。案件の画面でご確認ください。",
        "inbox.say.note_written": "案件に、内部のメモが書かれました。",
        "inbox.say.note_drafted": "提案者への連絡の案があります。別の担当者が確認し、送るか差し戻してください。",
        "inbox.say.note_sent_back": "提案者への連絡の案が差し戻されました。理由をご確認ください。",
        "inbox.say.note_to_proposer": "提案について、デスクから連絡があります。",
        "inbox.say.meeting_recorded": "打合せの記録が加わりました。",
        "inbox.say.task_set": "調整のための宿題又は手続きがあります。案件の「双方の宿題」でご確認ください。",
        "inbox.say.task_chased": "お願いしている宿題又は手続きの状況を、デスクがお尋ねしています。",
        "inbox.say.todo_finished": "提案者から、宿題が済んだとの連絡がありました。内容をご確認ください。",
        "inbox.say.implementation_started": "調整が整い、連携事業の実施が始まりました。",
        "inbox.say.case_completed": "連携事業が完了しました。",
        "inbox.say.mail_gave_up": "提案者へのメールが届きませんでした。別の方法でご連絡ください。",
        "inbox.say.mail_gave_up.staff": "職員へのメールが届きませんでした。登録されたアドレスをご確認ください。",
        "inbox.say.mail_gave_up.company": "団体へのメールが届きませんでした。別の方法でご連絡ください。",
        "inbox.say.mail_bounced.staff": "職員へ送ったメールが戻りました。登録されたアドレスをご確認ください。",
        "inbox.say.mail_bounced.company": "団体へ送ったメールが、届かずに戻りました。別の方法でご連絡ください。",
        "inbox.say.mail_bounced": "提案者へ送ったメールが、届かずに戻りました。別の方法でご連絡ください。",
        "inbox.say.intake_paused": "提案の受付を一時停止しました。届いたメールは、再開までお預かりします。",
        "inbox.say.intake_resumed": "提案の受付を再開しました。お預かりしたものを、届いた順に受け付けます。",
        "inbox.say.intake_resumed.expired": "再開の日になり、受付を再開しました。お預かりしたものを順に受け付けます。",
        "inbox.say.ledger_due_soon": "期日が近づいています。予定をご確認ください。",
        "inbox.say.ledger_overdue": "期日を過ぎました。対応をお願いします。",
        "inbox.say.call_to_check": "募集の案が届きました。内容を確認し、公開するか差し戻してください。",
        "inbox.say.call_sent_back": "募集の案が差し戻されました。理由を確認し、直してください。",
        "inbox.say.call_closed": "募集の受付を締め切りました。応募の審査を進めてください。",
        "inbox.say.scheme_applied": "デスクの設定に新しい版ができました。進行中の案件は、それまでの版で扱います。",
    }
)


def sentence_key(kind: NotificationKind, detail: str | None) -> str:
    """Return the key of the sentence that says what happened, the more exact one where there is one."""
    exact = f"inbox.say.{kind.value}.{detail}"
    return exact if exact in SENTENCES else f"inbox.say.{kind.value}"
