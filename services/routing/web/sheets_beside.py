"""What sheets say that came beside a proposal: pointed out where it differs, and never mixed into it."""

from collections.abc import Mapping
from typing import Any

from services.routing.web.access import OpenedCase
from shared.documents.contents import FilledField, SheetContent
from shared.scheme.fields import Form, Role
from shared.web.filters import paragraphs, visible


def sheets_beside(opened: OpenedCase, form: Form) -> list[dict[str, Any]]:
    """Return the sheets beside the proposal as the page draws them, in the order they came."""
    said = _said(opened, form)
    numbers = {reply.line.reply_id: number for number, reply in enumerate(opened.replies, start=1)}
    return [_shown(one, said, numbers.get(one.reply_id) if one.reply_id else None) for one in opened.beside]


def _shown(sheet: SheetContent, said: Mapping[str, str], reply: int | None) -> dict[str, Any]:
    lines = [(one, said.get(one.key, "")) for one in (*sheet.fields, *sheet.written)]
    differing = [(one, here) for one, here in lines if not _same(one, here)]
    return {
        "name": sheet.name,
        "reply": reply,
        "of_reply": sheet.reply_id is not None,
        "trusted": sheet.trusted,
        "warnings": sheet.warnings,
        "differing": differing,
        "same": len(lines) - len(differing),
        "unread": [(visible(one.place), paragraphs(one.text)) for one in sheet.unread],
    }


def _same(field: FilledField, here: str) -> bool:
    """Tell whether two values say the same, however their lines are broken."""
    return "".join(field.value.split()) == "".join(here.split())


def _said(opened: OpenedCase, form: Form) -> dict[str, str]:
    """Return what the proposal itself says, by field; whom to answer stands in a document of its own."""
    proposal, contact = opened.proposal, opened.contact
    if proposal is None or contact is None:
        return {}
    by_role = {
        Role.CONTACT_NAME: contact.name,
        Role.CONTACT_EMAIL: contact.email,
        Role.CONTACT_PHONE: contact.phone,
    }
    of_contact = {one.key: by_role[one.role] for one in form.fields if one.role in by_role}
    return of_contact | {one.key: one.value for one in (*proposal.fields, *contact.written)}
