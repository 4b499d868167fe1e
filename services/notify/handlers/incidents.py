"""What a mail says of incidents just before it leaves: what is open still, and what is over."""

from collections.abc import Collection
from uuid import UUID

from services.notify.domain.incidents import Change
from services.notify.mailer.to_operators import IncidentLine
from services.notify.storage.work import Work


async def incidents_in(send_ids: Collection[UUID], work: Work) -> dict[UUID, list[IncidentLine]]:
    """Return what each of these mails tells, without what is not so any more."""
    told = await work.incidents.in_mails(send_ids)
    if not told:
        return {}
    standing = await work.incidents.standing_now()
    said: dict[UUID, list[IncidentLine]] = {}
    for send_id, ones in told.items():
        # What was noted twice while the mail waited is said once, as it is now.
        for about, one in {one.about: one for one in ones}.items():
            now = standing.get(about)
            if (one.change is Change.OPENED) is (now is not None):
                line = IncidentLine(about=about, change=one.change, since=one.since, now=now)
                said.setdefault(send_id, []).append(line)
    return said
