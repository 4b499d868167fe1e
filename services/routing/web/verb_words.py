"""What the verbs of a case are called in the API and on the command line."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.routing.domain.verbs import Verb

VERB_WORDS: Final[Mapping[Verb, str]] = MappingProxyType(
    {
        Verb.START: "内容の確認を始める",
        Verb.CONFIRM: "内容を確認する",
        Verb.ASK_COMPLETION: "補正を求める",
        Verb.RECEIVE_COMPLETION: "補正を受け取る",
        Verb.OFFER: "送付する",
        Verb.TAKE_UP: "検討を引き受ける",
        Verb.GIVE_VERDICT: "検討結果を出す",
        Verb.RETURN_OFFER: "担当外として返す",
        Verb.RECALL_OFFER: "送付を取りやめる",
        Verb.EXPIRE_OFFER: "期限切れとして締め切る",
        Verb.ACCEPT_CONDITIONS: "条件に同意する",
        Verb.REFUSE_CONDITIONS: "条件に同意しない",
        Verb.CLOSE_ROUND: "募りを締め切り、相手方を決める",
        Verb.EXTEND: "期限を延ばす",
        Verb.PROPOSE_DECLINE: "見送りを起案する",
        Verb.SEND_BACK_DECLINE: "見送りの起案を差し戻す",
        Verb.APPROVE_DECLINE: "見送りを承認する",
        Verb.DECLINE: "見送る",
        Verb.REFER: "他窓口へ紹介する",
        Verb.MERGE: "統合する",
        Verb.WITHDRAW: "取り下げる",
        Verb.REOPEN: "再開する",
        Verb.LINK: "関係する案件を結び付ける",
    }
)


def verb_words(verb: Verb) -> str:
    """Return what a verb is called; a new one by its own name until it has words."""
    return VERB_WORDS.get(verb, verb.value)
