"""The words of intake's pages, per audience."""

from typing import Final

from services.intake.domain.mail.values import MachineKind
from services.intake.domain.outcome import Decision, HoldReason, Outcome
from services.intake.domain.reception import WAYS
from services.intake.domain.replies import Hint
from services.intake.domain.stages import Stage
from shared.events import Channel
from shared.web.labels import Catalogue, Key

_CHANNELS: Final[dict[Key, str]] = {
    Channel.MAIL: "電子メール",
    Channel.FORM: "提案フォーム",
    Channel.API: "API",
    Channel.GATEWAY: "外部の入口",
    Channel.DEPARTMENT: "庁内（担当課から）",
    Channel.IMPORT: "一括取込み",
    Channel.COUNTER: WAYS[Channel.COUNTER],
    Channel.TELEPHONE: WAYS[Channel.TELEPHONE],
    Channel.FAX: WAYS[Channel.FAX],
    Channel.PAPER: WAYS[Channel.PAPER],
    Channel.PAGE: "対応状況のページ",
}

_REASONS: Final[dict[Key, str]] = {
    HoldReason.UNREADABLE: "自動では読み取れませんでした",
    HoldReason.WORKER_GAVE_UP: "読み取りが決められた時間や容量の中で終わりませんでした",
    HoldReason.REPLY: "受付済みの提案への返信と思われます。内容を確かめ、別の提案であれば受け付けてください",
    HoldReason.MAYBE_MACHINE: "自動送信か、人が書いたものかを判断できませんでした。自動の返信はしていません",
    HoldReason.REPORT_PASSED_ON: "配信できなかったという通知が転送されたものと思われます",
    HoldReason.TAKEN_OUT: "仕分けられたメールから、職員が取り出しました",
    HoldReason.RETURN_ADDRESS: "配信不能の通知だけを受け取る宛先に届きました。自動の返信はしていません",
    HoldReason.ENCRYPTED: "暗号化されていて読めませんでした。差出人に、暗号化せずに送るようお願いしてください",
    HoldReason.EMPTY: "件名も本文も添付もないメールです。自動の返信はしていません",
    HoldReason.PASSWORD_ONLY: "パスワードだけのお知らせと思われます。該当する案件を確かめ、追加してください",
    HoldReason.GATEWAY_INCOMPLETE: "外部の入口から届いた内容に、提案名と概要がありませんでした",
    HoldReason.GATEWAY_CHANGED: "受付済みの記録が、内容を変えて再び届きました。受付済みの提案と見比べてください",
    HoldReason.TOO_LARGE: "大きすぎるため、本文を受け取っていません。本文はメールボックスに残っています",
    HoldReason.PAUSED: "受付を停止している間に届きました。受付を再開すると、届いた順に受け付けます",
}

_MACHINES: Final = {
    MachineKind.BOUNCE: "配信できなかったという通知",
    MachineKind.DELAY: "配信が遅れているという通知",
    MachineKind.AUTO_REPLY: "自動返信",
    MachineKind.OUT_OF_OFFICE: "不在の自動返信",
    MachineKind.RECEIPT: "開封・配信確認の通知",
    MachineKind.LIST: "メーリングリスト・一斉配信",
    MachineKind.FEEDBACK: "迷惑メールの申告・配信停止の申出",
    MachineKind.CHALLENGE: "送信者であることの確認の要求",
    MachineKind.NOTICE: "プログラムからの通知",
    MachineKind.OWN: "当デスクが送ったメール",
}

# What stands above the form of a call, in place of what the desk says of proposals on any theme.
_LEADS: Final[dict[Key, str]] = {
    "form.lead.call": "この募集に応募するための様式です。\n"
    "※必須 の項目のほかは、書けるところだけで構いません。あとから補っていただけます。",
    "form.lead.reverse": "企業等からの募集（逆提案）に、市町村と県の所属が応募するための様式です。\n"
    "※必須 の項目のほかは、書けるところだけで構いません。あとから補っていただけます。",
}

CATALOGUE: Final = Catalogue(
    public={
        "form.title": "連携事業の提案",
        **_LEADS,
        "confirm.title": "ご入力内容の確認",
        "thanks.title": "ご提案を受け付けました",
        "welcome.title": "ようこそ",
        "paused.title": "ただいま受付を一時停止しています",
        "attend.title": "意見交換会への参加",
        "attend.thanks.title": "お申し込みを受け付けました",
        "attendance.title": "意見交換会のお申し込み",
        "attendance.registered": "参加",
        "attendance.waiting": "キャンセル待ち",
        "attendance.done.changed": "お申し込みの内容を変更しました。",
        "attendance.cancel.title": "お申し込みの取消し",
        "attendance.gone.title": "取り消されたお申し込み",
        "attendance.cancelled.title": "お申し込みを取り消しました",
    },
    staff=(
        _CHANNELS,
        _REASONS,
        {
            Outcome.PENDING: "処理待ち",
            Outcome.CASE: "提案として受付",
            Outcome.REPLY: "返信",
            Outcome.HELD: "保留",
            Outcome.SPAM: "迷惑メール",
            Outcome.DUPLICATE: "重複",
            Outcome.MACHINE: "自動送信メール",
            Outcome.NOT_FOR_US: "対象外",
            "pause.title": "受付の一時停止",
            "form.title": "課から提案する",
            **_LEADS,
            "confirm.title": "入力内容の確認",
            "holding.title": "保留箱",
            f"decision.{Decision.PROPOSAL}": "提案として受け付ける",
            f"decision.{Decision.ATTACH}": "受付済みの案件に追加する",
            f"decision.{Decision.READ_AGAIN}": "もう一度読み取る",
            f"decision.{Decision.NOT_FOR_US}": "対象外とする",
            f"decision.{Decision.RESUMED}": "受付の再開により受け付ける",
            Hint.ADDRESS: "返信用の宛先に届いたため",
            Hint.MESSAGE_ID: "当デスクのメールへの返信のため",
            Hint.NUMBER: "件名に受付番号があるため",
            "imports.title": "一覧の取込み",
            "encoding.utf-8": "UTF-8",
            "encoding.utf-8-sig": "UTF-8",
            "encoding.utf-16": "UTF-16",
            "encoding.cp932": "Shift_JIS",
            "encoding.xlsx": "Excel",
            "entry.title": "窓口・電話などの提案を入力する",
            "sorted.title": "仕分けられたメール",
            "sorted.spam": "受信サーバーが迷惑メールと判定（{mark}）",
            **{f"machine.{kind.value}": words for kind, words in _MACHINES.items()},
            "mail.title": "受信メッセージ",
        },
    ),
    proposer=_CHANNELS
    | {
        Stage.RECEIVED: "受付",
        Stage.CONFIRMING: "内容の確認中",
        Stage.OFFERED: "担当課へ提案中",
        Stage.REVIEWING: "担当課で検討中",
        Stage.COORDINATING: "実施に向けた調整中",
        Stage.IMPLEMENTING: "実施中",
        Stage.COMPLETED: "完了",
        "status.title": "ご提案の対応状況",
        "status.received": "ご提案を受け付けました。これからデスクが内容を確認します。",
        "status.confirming": "デスクがご提案の内容を確認し、担当する課を検討しています。",
        "status.offered": "担当する課に、ご提案の検討をお願いしています。",
        "status.reviewing": "担当する課が、連携事業として成立するかどうかを検討しています。",
        "status.coordinating": "実施に向けて、日程や手続きを調整しています。",
        "status.implementing": "連携事業を実施しています。",
        "status.completed": "連携事業が完了しました。",
        Stage.WAITING_FOR_PROPOSER: "補正をお願いしています",
        Stage.DECLINED: "見送り",
        Stage.WITHDRAWN: "取下げ",
        Stage.REFERRED: "ほかの窓口をご案内",
        Stage.MERGED: "ほかのご提案と統合",
        "status.waiting_for_proposer": "補っていただきたいことがあります。下のお知らせをご覧ください。",
        "status.completed_soon": "補正を受け取りました。まもなく、デスクが内容の確認を再開します。",
        "status.declined": "今回は見送らせていただきました。理由とほかに考えられる方法を、下に記しています。",
        "status.withdrawn": "ご提案は取り下げられました。ご提案いただき、ありがとうございました。",
        "status.referred": "ご提案の内容を扱う、ほかの窓口をご案内しました。下のお知らせをご覧ください。",
        "status.merged": "同じ趣旨のご提案とあわせて検討しています。結果は改めてお知らせします。",
        "status.answer": "補足やご質問を、ファイルとともに送れます。送られた内容は、担当者が確認します。",
        "status.answer.asked": "お知らせをご確認のうえ、足りないところをお送りください。届きしだい、確認を再開します。",
        "status.done.reply": "ご連絡を承りました。",
        "status.done.conditions": "条件へのご回答を承りました。",
        "status.done.todo": "お済みになったとのご報告を承りました。",
        "todo.open": "お願いしています",
        "todo.reported": "ご報告を確認しています",
        "todo.done": "済み",
        "status.done.publication": "公表へのご回答を承りました。",
        "status.done.withdrawn": "取下げの申出を承りました。表示が変わるまで、少し時間がかかることがあります。",
        "withdraw.title": "提案の取下げ",
        "told.case.completion_asked.v1": "補正のお願い",
        "told.case.declined.v1": "検討の結果（見送り）",
        "told.case.referred.v1": "ほかの窓口のご案内",
        "told.case.merged.v1": "ご提案の統合",
        "told.case.reopened.v1": "検討の再開",
        "told.case.round_closed.v1": "検討の結果",
        "told.case.todo_set.v1": "ご準備のお願い",
        "told.case.todo_sent_back.v1": "ご報告について（改めてのお願い）",
        "told.case.implementation_started.v1": "実施の開始のお知らせ",
        "told.case.completed.v1": "完了のお知らせ",
        "told.case.extended.v1": "検討期間の延長",
        "told.case.note_to_proposer_released.v1": "ご連絡",
        "told.case.conditions_asked.v1": "条件の確認のお願い",
    },
)
