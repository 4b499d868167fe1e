"""What follows when a mail server reports that a mail of ours did not arrive."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.domain.mail import MailSend
from services.notify.storage.mails import FailureReport
from services.notify.storage.work import Work
from shared.events import Classification, MailBounced, MailFailureReported, Recorded
from shared.events.who import by_service
from shared.ids import new_id


async def mark_failed_mails(told: Sequence[Recorded[MailFailureReported]], work: Work) -> None:
    """Mark what came back and tell it once, however often it is reported; a delay is only noted."""
    # Of several about one mail the last one counts: an earlier one may speak of an earlier copy.
    in_order = sorted(told, key=_came_at)
    finals = {one.fact.send_id: one for one in in_order if one.fact.final}
    delays = {one.fact.send_id: one for one in in_order if not one.fact.final}
    if delays:
        await work.mails.delay_reported([_report(one) for one in delays.values()])
    if finals:
        bounced = await work.mails.bounced([_report(one) for one in finals.values()])
        await work.outbox.add_all([_bounced(mail, finals[mail.send_id]) for mail in bounced])


def _report(told: Recorded[MailFailureReported]) -> FailureReport:
    return FailureReport(send_id=told.fact.send_id, desk_id=told.desk_id, status=told.fact.status, at=_came_at(told))


def _came_at(told: Recorded[MailFailureReported]) -> datetime:
    # Facts of before this was told say only when the report was read.
    return told.fact.received_at or told.occurred_at


def _bounced(mail: MailSend, told: Recorded[MailFailureReported]) -> Recorded[MailBounced]:
    return Recorded(
        id=new_id(),
        fact=MailBounced(purpose=mail.purpose.value, status=told.fact.status),
        source="notify",
        desk_id=mail.desk_id,
        aggregate_id=mail.send_id,
        aggregate_version=mail.version,
        actor=by_service("notify"),
        rule_version=told.rule_version,
        occurred_at=told.occurred_at,
        classification=Classification.LIMITED,
        correlation_id=mail.correlation_id,
        causation_id=told.id,
    )
