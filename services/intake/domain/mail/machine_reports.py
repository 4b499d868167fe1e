"""Know the machine-readable reports of RFC 3464, 8098 and 5965, and what looks like one."""

import re
from typing import Final

from services.intake.domain.mail.machine_words import COMPLAINT, DELAYED
from services.intake.domain.mail.traits import Traits
from services.intake.domain.mail.values import Machine, MachineKind

_ACTION: Final = re.compile(r"(?im)^action\s*:\s*(failed|delayed|delivered|relayed|expanded)")
_STATUS: Final = re.compile(r"(?im)^status\s*:\s*([245])\.\d")
_ONLY_OK: Final = frozenset({"delivered", "relayed", "expanded"})


def report(traits: Traits) -> Machine | None:
    """Judge by the reports among the parts."""
    status = traits.part("message/delivery-status")
    if status is None:
        status = traits.part("message/global-delivery-status")
    if status is not None or traits.report_type == "delivery-status":
        return _delivery_status(traits, status or "")
    if traits.report_type == "disposition-notification" or traits.part("message/disposition-notification") is not None:
        return Machine(kind=MachineKind.RECEIPT, code="disposition_notification", reason="開封確認の通知です。")
    if _is_complaint(traits):
        return Machine(
            kind=MachineKind.FEEDBACK,
            code="feedback_report",
            reason="迷惑メールの申告（フィードバックレポート）です。",
        )
    if traits.has("x-apple-unsubscribe"):
        return Machine(
            kind=MachineKind.FEEDBACK, code="unsubscribe", reason="メールソフトが送った、配信停止の申出です。"
        )
    return None


def _is_complaint(traits: Traits) -> bool:
    if traits.report_type == "feedback-report" or traits.part("message/feedback-report") is not None:
        return True
    return bool(COMPLAINT.search(traits.subject)) and traits.returns_a_mail


def _delivery_status(traits: Traits, status: str) -> Machine:
    actions = {action.lower() for action in _ACTION.findall(status)}
    classes = set(_STATUS.findall(status))
    if "failed" in actions or ("5" in classes and not actions):
        return Machine(
            kind=MachineKind.BOUNCE,
            code="delivery_failed",
            reason="配信できなかったという通知（配信状況通知）です。",
        )
    if "delayed" in actions or (not actions and (DELAYED.search(traits.subject) or classes == {"4"})):
        return Machine(kind=MachineKind.DELAY, code="delivery_delayed", reason="配信が遅れているという通知です。")
    if actions and actions <= _ONLY_OK:
        return Machine(kind=MachineKind.RECEIPT, code="delivery_confirmed", reason="配信できたという通知です。")
    return Machine(kind=MachineKind.BOUNCE, code="delivery_report", reason="メールサーバーからの配信状況通知です。")
