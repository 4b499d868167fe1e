"""What the desk does next between a yes of both sides and the end of the work."""

from collections.abc import Iterator

from services.routing.domain.case import Case
from services.routing.domain.task import Task
from services.routing.web.next_step import Looking, NextStep
from shared.events import OwedBy


def coordinating(case: Case, looking: Looking) -> Iterator[NextStep]:
    """Yield what leads to the beginning of the work."""
    if "decide-cooperation" in looking.acts:
        drafted = case.cooperation is not None
        said = "協定区分は案のままです。決定したら記録してください。" if drafted else "協定区分を決めてください。"
        yield NextStep(words=f"{said}実施を始める前に、決定が必要です。", to=("cooperation",), until=looking.promised)
    yield from owed(case, looking)
    if "start-implementation" in looking.acts:
        words = "協定区分が決まっています。調整が整ったら、実施を始めてください。"
        yield NextStep(words=words, to=("start-implementation",), until=looking.promised)
    words = f"連携先（{looking.named(case.partners)}）と提案者の間で、実施に向けた調整を進めてください。"
    yield NextStep(words=words, to=("dialogue", "notes"), until=looking.promised)


def owed(case: Case, looking: Looking) -> Iterator[NextStep]:
    """Yield what whoever looks has to do by a day, then what others owe."""
    mine = [task for task in case.open_tasks if _is_theirs(task, looking)]
    days = [task.due for task in mine if task.due is not None]
    if mine:
        words = f"済んでいない日程・手続き・宿題が {len(mine)}件あります。済んだら記録してください。"
        yield NextStep(words=words, to=("tasks",), until=min(days, default=None))
    reported = len(case.reported_tasks)
    if reported and (looking.desk or looking.department == case.in_charge):
        words = f"済んだとの報告が {reported}件あります。確認し、済みにするか差し戻してください。"
        yield NextStep(words=words, to=("tasks",), until=looking.promised)
    if not looking.desk:
        return
    late = [task.due for task in case.open_tasks if task.due and task.due < looking.today and task not in mine]
    if late:
        words = f"ほかの担当の宿題 {len(late)}件が、期日を過ぎています。状況を確かめ、催促してください。"
        yield NextStep(words=words, to=("tasks",), until=min(late))


def _is_theirs(task: Task, looking: Looking) -> bool:
    if looking.desk and task.owed_by is OwedBy.DESK:
        return True
    return task.department is not None and task.department == looking.department


def implementing(case: Case, looking: Looking) -> Iterator[NextStep]:
    """Yield what leads to the end of the work."""
    yield from owed(case, looking)
    if looking.work_ended and "complete" in looking.acts:
        words = "事業は終わっています。結果と教訓を書いて、案件を完了としてください。"
        yield NextStep(words=words, to=("complete", "ledger"), until=looking.promised)
        return
    words = "連携事業を実施しています。終わったら、結果と教訓を書いて完了としてください。"
    yield NextStep(words=words, to=("complete", "dialogue"), until=looking.promised, waits=True)
