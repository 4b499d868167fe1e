"""What its proposers wished about the publication, beside the draft that is written and approved."""

from collections.abc import Sequence

from services.routing.domain.publishing.publication import Publication
from services.routing.handlers.acting import scope_of
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Cell, Section
from shared.access.actor import Actor
from shared.access.policy import Action, can
from shared.access.reads import require_reads_of
from shared.documents.as_read import AsRead
from shared.scheme.fields import Form, Role
from shared.web.pages import utc_now


async def wishes_sections(work: RoutingWork, actor: Actor, item: Publication) -> list[Section]:
    """Return a card with what was said in the form about publishing, of the cases that *actor* may open.

    The proposers said it, so each look is written down as one at the case; without such a case there is no card.
    """
    cases = [one for one in await work.cases.these(item.cases) if can(actor, Action.CASE_OPEN, scope_of(one))]
    if not cases:
        return []
    looked_at = {str(case.case_id): scope_of(case) for case in cases}
    await require_reads_of(work.connection, actor, Action.CASE_OPEN, looked_at, now=utc_now())
    read = await work.contents.all_as_read([case.proposal_id for case in cases])
    form = work.schemes.current[item.desk_id].form
    rows: list[Sequence[Cell]] = [
        (case.receipt, label, value)
        for case in cases
        if case.proposal_id in read
        for label, value in _wishes(read[case.proposal_id], form)
    ]
    return [
        Section(
            title="公表についてのご希望（提案のとき）",
            html_id="wishes",
            columns=("案件", "項目", "内容"),
            rows=rows,
            none="提案のときに、公表についてのご希望はありませんでした。",
        )
    ]


def _wishes(read: AsRead, form: Form) -> list[tuple[str, str]]:
    """Return the answer to whether it may be published, and to what the form asks beside it (`publication_…`)."""
    keys = tuple(one.key for one in form.fields if one.role is Role.PUBLICATION)
    fields = read.content.fields
    said = [(one.label, one.value) for one in fields if one.value and any(one.key.startswith(key) for key in keys)]
    publishable = [one.label for one in fields if one.publishable and one.value]
    return said + ([("公表に同意された項目", "、".join(publishable))] if publishable else [])
