"""The fields (分野) a case belongs to, as its proposer chose them."""

from services.routing.domain.case import Case
from services.routing.storage.work import RoutingWork
from shared.scheme.fields import Role
from shared.scheme.form import chosen
from shared.scheme.model import DeskScheme


async def fields_of(work: RoutingWork, case: Case, scheme: DeskScheme) -> frozenset[str]:
    """Return the codes of the fields that were chosen in the form; none where they are protected or destroyed."""
    asked = scheme.form.by_role(Role.CATEGORY)
    read = (await work.contents.all_as_read([case.proposal_id])).get(case.proposal_id)
    if asked is None or read is None:
        return frozenset()
    said = next((one.value for one in read.content.fields if one.key == asked.key and not one.protected), "")
    return chosen(asked, said) & {one.code for one in scheme.categories}
