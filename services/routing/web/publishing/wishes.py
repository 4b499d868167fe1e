"""What its proposers wished about the publication, beside the draft that is written and approved."""

from collections.abc import Sequence

from services.routing.domain.publishing.publication import Publication
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Cell, Section
from shared.documents.as_read import AsRead
from shared.scheme.fields import Form, Role


async def wishes_sections(work: RoutingWork, item: Publication) -> list[Section]:
    """Return a card with what was said in the form about publishing, by case; none where no case belongs to it."""
    known = await work.publications.receipts_and_proposals(item.cases)
    if not known:
        return []
    read = await work.contents.all_as_read([proposal_id for _, proposal_id in known.values()])
    form = work.schemes.current[item.desk_id].form
    rows: list[Sequence[Cell]] = [
        (receipt, label, value)
        for receipt, proposal_id in sorted(known.values())
        if proposal_id in read
        for label, value in _wishes(read[proposal_id], form)
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
