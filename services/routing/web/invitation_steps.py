"""What the desk does about municipalities that have not answered yet."""

from collections.abc import Iterator

from services.routing.domain.case import Case
from services.routing.domain.membership import MemberState
from services.routing.web.next_step import Looking, NextStep


def invitations(case: Case, looking: Looking) -> Iterator[NextStep]:
    """Yield whom to ask after because their day has passed, then for whom the case waits."""
    days = [one.due for one in case.members if one.state is MemberState.INVITED]
    late = [day for day in days if day < looking.today]
    if late:
        words = f"市町村{len(late)}件の回答期限を過ぎています。状況を確かめるか、参加の依頼を取り下げてください。"
        yield NextStep(words=words, to=("municipalities",), until=min(late))
    if waited := [day for day in days if day >= looking.today]:
        words = f"市町村{len(waited)}件の参加の回答を待っています。"
        yield NextStep(words=words, to=("municipalities",), until=min(waited), waits=True)
