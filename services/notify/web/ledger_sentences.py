"""What an inbox says of the days of the ledger: `kind_what` tells which day it is."""

from collections.abc import Mapping
from typing import Final

_SOON: Final = "inbox.say.ledger_due_soon"
_OVER: Final = "inbox.say.ledger_overdue"

LEDGER_SENTENCES: Final[Mapping[str, str]] = {
    _SOON: "期日が近づいています。予定をご確認ください。",
    f"{_SOON}.agreement_decision": "協定の案の、決定の予定日が近づいています。",
    f"{_SOON}.agreement_renewal": "協定を更新するかどうかを、期日までに決めてください。",
    f"{_SOON}.agreement_end": "協定の終期が近づいています。更新するか、終了の準備をしてください。",
    f"{_SOON}.agreement_prolonging": "協定が間もなく自動更新されます。更新しないときは、終期までに記録してください。",
    f"{_SOON}.agreement_review": "協定の毎年の点検の日が近づいています。",
    f"{_SOON}.agreement_idle": "協定に基づく動きが、間もなく12か月ありません。今後の進め方をご確認ください。",
    f"{_SOON}.call_review": "募集の見直し期限が近づいています。内容がいまも適切かをご確認ください。",
    f"{_SOON}.call_stale": "課が担当する募集の見直し期限が近づいています。",
    f"{_SOON}.call_closing": "募集の締切が近づいています。質問への回答や、審査の準備をご確認ください。",
    _OVER: "期日を過ぎました。対応をお願いします。",
    f"{_OVER}.agreement_decision": "協定の案の、決定の予定日を過ぎました。締結又は取りやめを記録してください。",
    f"{_OVER}.agreement_renewal": "協定を更新するかどうかを決める日を過ぎました。決定を記録してください。",
    f"{_OVER}.agreement_end": "協定の終期を過ぎました。更新又は終了を記録してください。",
    f"{_SOON}.call_results": "募集の結果をお知らせする予定の日が近づいています。審査の状況をご確認ください。",
    f"{_SOON}.call_results-desk": "課が担当する募集の、結果をお知らせする予定の日が近づいています。",
    f"{_OVER}.call_results": "募集の結果をお知らせする予定の日を過ぎました。審査を終えて、デスクにお知らせください。",
    f"{_OVER}.call_results-desk": "募集の結果をお知らせする予定の日を過ぎました。採否を決定し、お知らせしてください。",
    f"{_OVER}.agreement_prolonging": "協定の自動更新の日を過ぎました。",
    f"{_OVER}.agreement_review": "協定の毎年の点検の日を過ぎました。点検を記録してください。",
    f"{_OVER}.agreement_idle": "協定に基づく動きが12か月ありません。相手方と今後の進め方をご相談ください。",
    f"{_OVER}.call_review": "募集の見直し期限を過ぎました。見直して期限を改めるか、募集を終えてください。",
    f"{_OVER}.call_stale": "課が担当する募集の見直し期限を過ぎました。課にご確認ください。",
    f"{_OVER}.call_closing": "募集の締切を過ぎました。",
}
# Which day it is, for who writes these sentences anew.
DAY_WORDS: Final[Mapping[str, str]] = {
    "agreement_decision": "協定の決定の予定日",
    "agreement_renewal": "協定の更新の判断",
    "agreement_end": "協定の終期",
    "agreement_prolonging": "協定の自動更新",
    "agreement_review": "協定の点検",
    "agreement_idle": "動きのない協定",
    "call_review": "募集の見直し",
    "call_results": "募集の結果の通知",
    "call_results-desk": "募集の結果の通知",
    "call_stale": "見直しのない募集",
    "call_closing": "募集の締切",
}
