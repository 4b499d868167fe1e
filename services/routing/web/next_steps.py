"""What the person who looks at a case can do next, or for whom it waits: from the case, their acts and the clock."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from services.routing.domain.case import PROVISIONAL, Case, Offer
from services.routing.domain.guards import CONDITIONS_UNASKED, CONDITIONS_WAIT
from services.routing.domain.stage import ENDS, GONE, OfferState, Stage
from services.routing.web.coordination_steps import coordinating, implementing, owed
from services.routing.web.invitation_steps import invitations
from services.routing.web.labels import LABELS
from services.routing.web.next_step import Looking, NextStep
from shared.events import Verdict
from shared.web.labels import Audience


def next_steps(case: Case, looking: Looking) -> tuple[NextStep, ...]:
    """Return what comes next for whoever looks, the most pressing first; nothing for who only looks on."""
    if case.stage in ENDS:
        return tuple(_after_the_end(case, looking))
    steps: list[NextStep] = []
    own = case.offer_to(looking.department) if looking.department else None
    if looking.department is not None and not looking.desk:
        steps.extend(owed(case, looking))
    if own is not None:
        steps.extend(_of_addressee(own, looking))
    if looking.department is not None and looking.department == case.proposing:
        steps.extend(_of_proposing(case, looking))
    if looking.desk:
        steps.extend(_of_desk(case, looking))
    return tuple(sorted(steps, key=lambda one: one.waits))


def _after_the_end(case: Case, looking: Looking) -> Iterator[NextStep]:
    words = f"この案件は「{LABELS.text(Audience.STAFF, case.stage)}」で終了しています。"
    again = "事情が変わったときは、再開できます。" if "reopen" in looking.acts else ""
    yield NextStep(words=words + again, to=("ended",), waits=True)
    if looking.work_runs:
        yield NextStep(words="この案件から始まった事業は、まだ続いています。", to=("ledger",), waits=True)


def _of_desk(case: Case, looking: Looking) -> Iterator[NextStep]:
    yield from _for_a_second_person(case, looking)
    if looking.replies and "handle-reply" in looking.acts:
        words = f"届いた返信 {looking.replies}通の内容を確かめ、対応が済んだら「対応済みにする」を押してください。"
        yield NextStep(words=words, to=("dialogue",))
    yield from _of_stage(case, looking)
    yield from invitations(case, looking)


def _of_stage(case: Case, looking: Looking) -> Iterator[NextStep]:
    """Return the step of the stage; an application waits for the batch, and one that was adopted knows its way."""
    call = looking.call
    if call is not None and call.waits and case.stage is not Stage.WAITING_FOR_PROPOSER:
        words = f"審査待ち（{call.number}）です。結果は、募集の審査がまとまってからお知らせします。"
        yield NextStep(words=words, to=("ledger",), until=call.until, waits=True)
    elif call is not None and call.adopted:
        adopted = f"採択（{call.number}）：{call.department}へ送付してください。"
        for step in _DESK_STEPS[case.stage](case, looking):
            yield step if step.waits else replace(step, words=adopted + _FIRST.get((case.stage, case.confirmed), ""))
    else:
        yield from _DESK_STEPS[case.stage](case, looking)


_FIRST: Final[Mapping[tuple[Stage, bool], str]] = {
    (Stage.RECEIVED, False): "その前に、内容の確認を始めます。",
    (Stage.CONFIRMING, False): "その前に、確認項目を確かめ、要旨を作成します。",
    (Stage.WAITING_FOR_PROPOSER, False): "その前に、補正の状況を確かめます。",
}


def _for_a_second_person(case: Case, looking: Looking) -> Iterator[NextStep]:
    waiting = (
        (case.decline, "approve-decline", "見送りの起案", "decline-waiting"),
        (case.waiting_note, "release-note", "提案者への連絡の起案", "dialogue"),
        (case.held, "release-act", "外に出る操作の起案", "held-act"),
    )
    for what, act, words, place in waiting:
        if what is None or act not in looking.acts:
            continue
        if what.officer == looking.account_id and act not in looking.alone:
            yield NextStep(words=f"{words}が、ほかの職員の承認を待っています。", to=(place,), waits=True)
        else:
            yield NextStep(words=f"{words}を確かめ、承認するか、差し戻してください。", to=(place,))


def _received(_: Case, looking: Looking) -> Iterator[NextStep]:
    if "start" in looking.acts:
        words = "提案を読み、内容の確認を始めてください。"
        yield NextStep(words=words, to=("start", "confirm"), until=looking.promised)


def _confirming(case: Case, looking: Looking) -> Iterator[NextStep]:
    if not case.confirmed and "confirm" in looking.acts:
        words = "確認項目を確かめ、要旨を作成してください。足りないところは、提案者に補正をお願いできます。"
        yield NextStep(words=words, to=("confirm", "completion"), until=looking.promised)
    elif "offer" in looking.acts:
        words = "確認が済みました。担当課を選び、送付してください。"
        yield NextStep(words=words, to=("offer",), until=looking.promised)
    elif "offer-parties" in looking.acts:
        words = "確認が済みました。検討を依頼する企業や団体を選んでください。"
        yield NextStep(words=words, to=("ask",), until=looking.promised)


def _waiting(case: Case, looking: Looking) -> Iterator[NextStep]:
    until = case.waiting_until
    if until is not None and until < looking.today and "ask-completion" in looking.acts:
        words = "提案者の補正の期限を過ぎています。提案者に状況を確かめ、必要なら期限を改めてお願いしてください。"
        yield NextStep(words=words, to=("waiting", "completion"), until=until)
    else:
        words = "提案者の補正を待っています。届くと、自動で内容の確認に戻ります。"
        yield NextStep(words=words, to=("waiting",), until=until, waits=True)


def _asked(case: Case, looking: Looking) -> Iterator[NextStep]:
    if case.unled and "offer" in looking.acts:
        words = "主担当の課がありません。次に送付する課を決めてください。"
        yield NextStep(words=words, to=("returned", "offer"))
    if case.questions and "answer-question" in looking.acts:
        words = f"届いた質問 {len(case.questions)}件に回答してください。"
        yield NextStep(words=words, to=("round-questions",))
    unasked = [one for one in case.of_this_round if CONDITIONS_UNASKED.holds(case, one)]
    if unasked and "ask-conditions" in looking.acts:
        words = f"{looking.named(unasked)}の条件を、提案者にまだ示していません。進められるときは同意を求めてください。"
        yield NextStep(words=words, to=("ask-conditions",))
    conditions = [one for one in case.of_this_round if CONDITIONS_WAIT.holds(case, one)]
    if conditions:
        whose = looking.named(conditions)
        words = f"{whose}の条件について、提案者の回答を待っています。電話などで受けた回答は、記録できます。"
        yield NextStep(words=words, to=("answers",), waits=True)
    yield from _awaited(case, looking)
    if not case.open_offers and not case.unled:
        yield from _all_answered(case, looking, conditions_wait=bool(unasked or conditions))


def _awaited(case: Case, looking: Looking) -> Iterator[NextStep]:
    overdue = [one for one in case.open_offers if one.due < looking.today]
    if overdue:
        words = f"{looking.named(overdue)}の回答期限を過ぎています。状況を確かめ、期限を延ばすか、締め切ってください。"
        yield NextStep(words=words, to=("answers", "offers"), until=min(one.due for one in overdue))
    owed = [one for one in case.open_offers if one.due >= looking.today]
    if owed:
        words = f"{looking.named(owed)}の回答を待っています。"
        yield NextStep(words=words, to=("offers",), until=min(one.due for one in owed), waits=True)


def _all_answered(case: Case, looking: Looking, *, conditions_wait: bool) -> Iterator[NextStep]:
    if "close-round" in looking.acts:
        words = "回答がそろいました。回答を締め切り、連携先を決めてください。"
        yield NextStep(words=words, to=("close-round", "answers"), until=looking.promised)
        return
    studying = [one.next_day for one in case.of_this_round if one.next_day and one.state not in GONE]
    if studying:
        words = "継続検討の回答があります。次に確認する日に、その後の状況をお尋ねください。"
        yield NextStep(words=words, to=("offers",), until=min(studying), waits=min(studying) > looking.today)
    elif not conditions_wait and case.decline is None:
        words = "応じる相手がいません。ほかに送付するか、見送りなどで案件を終えてください。"
        yield NextStep(words=words, to=("offer", "ask", "ends"), until=looking.promised)


def _of_addressee(own: Offer, looking: Looking) -> Iterator[NextStep]:
    if own.chosen:
        yield NextStep(
            words="連携先に決まりました。デスクとともに、実施に向けた調整を進めてください。", to=("tasks", "notes")
        )
    elif own.chosen is not None:
        yield NextStep(words="デスクが回答を締め切りました。ご対応は終わりです。", to=("offers",), waits=True)
    elif "take-up" in looking.acts:
        words = "要旨を読み、検討を引き受けてください。担当でないときは、担当と考えられる課を添えて返送してください。"
        yield NextStep(words=words, to=("take-up", "return"), until=own.due)
    elif own.state is OfferState.TAKEN_UP and "give-verdict" in looking.acts:
        yield NextStep(words="提案を検討し、検討結果を回答してください。", to=("verdict", "return"), until=own.due)
    elif own.state is OfferState.JUDGED:
        yield _judged(own, looking)


def _judged(own: Offer, looking: Looking) -> NextStep:
    again = ("verdict",) if own.verdict in PROVISIONAL and "give-verdict" in looking.acts else ()
    if own.verdict is Verdict.KEEP_STUDYING and again:
        words = "継続検討と回答しました。次に確認する日までに、あらためて回答してください。"
        due = own.next_day is not None and own.next_day <= looking.today
        return NextStep(words=words, to=again, until=own.next_day, waits=not due)
    if own.verdict is Verdict.CONDITIONAL and own.agreed is None:
        return NextStep(words="回答した条件について、提案者の回答を待っています。", to=again, waits=True)
    return NextStep(words="検討結果を回答しました。デスクの取りまとめをお待ちください。", to=again, waits=True)


def _of_proposing(case: Case, looking: Looking) -> Iterator[NextStep]:
    if "receive-completion" in looking.acts:
        words = "デスクから補正をお願いしています。お知らせを読み、補正の内容をお知らせください。"
        yield NextStep(words=words, to=("waiting", "dialogue"), until=case.waiting_until)
    elif "accept-conditions" in looking.acts:
        conditions = [one for one in case.of_this_round if CONDITIONS_WAIT.holds(case, one)]
        words = f"{looking.named(conditions)}の条件に同意できるかどうかを回答してください。"
        yield NextStep(words=words, to=("answers",))
    elif case.stage is Stage.COORDINATING:
        words = "連携先が決まりました。デスクとともに、実施に向けた調整を進めてください。"
        yield NextStep(words=words, to=("dialogue",))
    else:
        yield NextStep(words=_PROPOSING_WAITS[case.stage], to=("dialogue",), waits=True)


_IN_CONFIRMATION: Final = "デスクが提案の内容を確認しています。"
_PROPOSING_WAITS: Final[Mapping[Stage, str]] = {
    Stage.RECEIVED: _IN_CONFIRMATION,
    Stage.CONFIRMING: _IN_CONFIRMATION,
    Stage.WAITING_FOR_PROPOSER: _IN_CONFIRMATION,
    Stage.OFFERED: "企業や団体に検討を依頼しています。回答をお待ちください。",
    Stage.REVIEWING: "企業や団体が検討しています。回答をお待ちください。",
    Stage.IMPLEMENTING: "連携事業を実施しています。",
}
_DESK_STEPS: Final[Mapping[Stage, Callable[[Case, Looking], Iterator[NextStep]]]] = {
    Stage.RECEIVED: _received,
    Stage.CONFIRMING: _confirming,
    Stage.WAITING_FOR_PROPOSER: _waiting,
    Stage.OFFERED: _asked,
    Stage.REVIEWING: _asked,
    Stage.COORDINATING: coordinating,
    Stage.IMPLEMENTING: implementing,
}
