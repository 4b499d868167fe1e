"""The causes of incidents and what can be done about them, by their codes, in the words of the page and of the mail."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CAUSE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "delivery_parked": "配送が留置されています",
        "queue_without_consumer": "待ち行列に受け手がいません",
        "queue_missing": "待ち行列がありません",
        "queue_stalled": "待ち行列が動いていません",
        "outbox_old": "送信待ちが滞っています",
        "dead_letters": "行き先を失った出来事があります",
        "broker_away": "配送の仕組み（RabbitMQ）が応答しません",
        "management_away": "RabbitMQの管理口が応答しません",
        "broker_refuses": "RabbitMQがデスクの権限を認めません",
        "broker_memory": "RabbitMQがメモリー不足で受け取りを止めています",
        "broker_disk": "RabbitMQがディスク不足で受け取りを止めています",
        "connections_blocked": "RabbitMQへの送信が止められています",
        "facts_resent": "届かなかった出来事を送り直しました",
        "fact_unroutable": "受け取る待ち行列のない出来事があります",
        "delivery_waits_long": "前の出来事を10分以上待っている配送があります",
        "mailbox_failing": "メールボックスを読みに行けないか、取り込んだメールを移せません",
        "files_unscanned": "ウイルス検査の仕組みが応答せず、添付ファイルが検査を待っています",
        "cases_forgotten": "対応が止まった案件が、デスクに知らせても4日以上そのままです",
        "webhook_silent": "外部のシステムが1日以上、知らせを受け取っていません",
        "letter_kept": "宛先の分からない出来事を保管しています",
        "reader_paused_long": "読み手の一時停止が30分を超えています",
        "balance_missing": "収支に行方の分からないものがあります",
        "mail_unsent": "メールを送れないまま、10分以上たちました",
    }
)
REMEDY_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "look_at_delivery": "留置の一覧で原因を確認し、やり直すか、理由を記録して破棄してください。",
        "restart_worker": "該当するサービスの処理（worker）が動いているか確認し、再起動してください。",
        "run_setup": "「desk setup」を実行し、待ち行列を作り直してください。",
        "look_at_relay": "RabbitMQと該当するサービスが動いているか確認してください。"
        "どちらも動いているときは「desk doctor」が理由を示します。復旧すると自動で送られます。",
        "ask_developer": "待ち行列 desk.dead.v1 に出来事が残っています。"
        "運用サービス（operations）の処理が動いているか確認してください。動いていても減らないときは、消さずに開発担当に連絡してください。",
        "start_broker": "RabbitMQを起動してください。その間の受付は続き、復旧すると自動で送られます。",
        "start_management": "RabbitMQの管理機能（management プラグイン）が動いているか確認してください。",
        "give_rights": "「desk setup」を実行してください。RabbitMQの利用者と権限、待ち行列を作り直します。"
        "その間の受付は続き、直ると自動で送られます。",
        "free_memory": "RabbitMQが動く機械のメモリーを空けるか、上限を増やしてください。"
        "受付は続き、警報が解けると自動で送られます。",
        "free_disk": "RabbitMQが動く機械のディスクを空けてください。受付は続き、警報が解けると自動で送られます。",
        "lift_alarm": "RabbitMQの警報（メモリー・ディスク）を解消してください。解けると自動で送られます。",
        "find_what_lost_them": "送り直しは済んでいます。"
        "待ち行列の削除や消去、RabbitMQの入替えがなかったか確認してください。"
        "この表示は、最後の送り直しから24時間で消えます。",
        "bind_again": "「desk setup」を実行してください。待ち行列のつなぎ先が直ると、30秒ほどで自動で送られます。",
        "look_for_earlier": "前の出来事が再試行中か留置になっていないか確認してください。"
        "見当たらなければ「desk reconcile」で送り直します。24時間待つと留置になります。",
        "look_at_mailbox": "「desk doctor」で理由を確認してください。メールは元の場所に残っています。",
        "call_the_desk": "デスクに電話などで伝えてください。案件は「desk case forgotten」で一覧できます。",
        "start_scanner": "clamdが動いているか、DESK_INTAKE_CLAMD が正しいかを確認してください。"
        "その間のファイルは「未検査」のまま残り、復旧すると自動で検査されます。",
        "look_at_webhooks": "受信箱の「外部への通知」（/inbox/webhooks）で理由を確認し、"
        "先方が直った後で送り直してください。",
        "look_at_letters": "「desk letters list」で確認し、開発担当に連絡してください。内容は保管されています。"
        "対応が済んだら「desk letters close」で終了します。",
        "resume_reader": "一時停止の理由を確認し、必要がなくなっていれば再開してください。",
        "look_at_balance": "収支の画面で番号を確認し、開発担当に連絡してください。",
        "look_at_mail_server": "メールの送信サーバーと、知らせるサービス（notify）の処理を確認してください"
        "（「desk doctor」が理由を示します）。メールは消えず、復旧すると自動で送られます。",
    }
)
