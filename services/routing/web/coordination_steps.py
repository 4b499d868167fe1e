"""What the desk does next between a yes of both sides and the end of the work."""

from collections.abc import Iterator

from services.routing.domain.case import Case
from services.routing.web.next_step import Looking, NextStep


def coordinating(case: Case, looking: Looking) -> Iterator[NextStep]:
    """Yield what leads to the beginning of the work."""
    chosen = [one for one in case.of_this_round if one.chosen]
    if "decide-cooperation" in looking.acts:
        drafted = case.cooperation is not None
        said = "協定区分は案のままです。決定したら記録してください。" if drafted else "協定区分を決めてください。"
        yield NextStep(words=f"{said}実施を始める前に、決定が必要です。", to=("cooperation",), until=looking.promised)
    if "start-implementation" in looking.acts:
        words = "協定区分が決まっています。調整が整ったら、実施を始めてください。"
        yield NextStep(words=words, to=("start-implementation",), until=looking.promised)
    words = f"連携先（{looking.named(chosen)}）と提案者の間で、実施に向けた調整を進めてください。"
    yield NextStep(words=words, to=("dialogue", "notes"), until=looking.promised)


def implementing(_: Case, looking: Looking) -> Iterator[NextStep]:
    """Yield what leads to the end of the work."""
    words = "連携事業を実施しています。終わったら、結果と教訓を書いて完了としてください。"
    yield NextStep(words=words, to=("complete", "dialogue"), until=looking.promised, waits=True)
