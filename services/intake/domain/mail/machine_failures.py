"""Know the reports of mail servers that are written for people: who speaks, what the subject and the text say."""

from services.intake.domain.mail.machine_words import (
    ANSWERED,
    DAEMON,
    DELAYED,
    EVIDENCE,
    FAILED,
    LIST_SERVER,
    MARKED,
    NOBODY,
    POSTMASTER,
    READ,
    SES_DELIVERED,
)
from services.intake.domain.mail.traits import Traits
from services.intake.domain.mail.values import Machine, MachineKind


def failure(traits: Traits) -> Machine | None:
    """Judge the old formats.

    A mail server's own name is enough; a name that people share with it takes a text that speaks of a failed mail.
    """
    if traits.has("x-failed-recipients"):
        return _bounce("failed_recipients", "配信できなかった宛先が書かれています。")
    if SES_DELIVERED.search(traits.text):
        reason = "配信できたという通知です。"
        return Machine(kind=MachineKind.RECEIPT, code="delivery_confirmed", reason=reason)
    if traits.has("x-mlserver") and LIST_SERVER.search(traits.subject):
        return _bounce("list_server", "メーリングリストのサーバーが、投稿を受け付けなかったという通知です。")
    if ANSWERED.search(traits.subject) or MARKED.search(traits.subject):
        return None
    if any(DAEMON.fullmatch(local) for local in (traits.local, traits.path_local) if local):
        return _told(traits) or _bounce("mailer_daemon", "差出人がメールサーバー（MAILER-DAEMON など）です。")
    return _system(traits)


def _system(traits: Traits) -> Machine | None:
    postmaster = bool(POSTMASTER.fullmatch(traits.local)) or traits.local == ""
    nobody = bool(NOBODY.fullmatch(traits.local))
    if not (postmaster or nobody or traits.null_path):
        return None
    if not (traits.returns_a_mail or EVIDENCE.search(traits.text)):
        return _subject_alone(traits, postmaster=postmaster)
    told = _told(traits)
    if told is not None:
        return told
    if traits.null_path and (postmaster or nobody) and traits.submitted != "auto-replied":
        return _bounce("system_sender", "メールサーバーからの、返送先のない通知です。")
    return None


def _subject_alone(traits: Traits, *, postmaster: bool) -> Machine | None:
    """Judge a mail whose text says nothing of a failed one, in a language or a form that is not known."""
    if not FAILED.search(traits.subject):
        return None
    if postmaster and (traits.null_path or not traits.path_known):
        return _bounce("failure_subject", "メールサーバーからの、配信できなかったという通知です。")
    if traits.null_path:
        reason = "返送先がなく、件名が配信できなかったという通知のものです。"
        return Machine(kind=MachineKind.BOUNCE, code="null_return_path", reason=reason, sure=False)
    return None


def _told(traits: Traits) -> Machine | None:
    """Judge by the subject of what is known to come from a mail server."""
    if DELAYED.search(traits.subject):
        reason = "メールサーバーからの、配信が遅れているという通知です。"
        return Machine(kind=MachineKind.DELAY, code="delay_subject", reason=reason)
    if READ.search(traits.subject):
        return Machine(kind=MachineKind.RECEIPT, code="receipt_subject", reason="開封・配信確認の通知です。")
    if FAILED.search(traits.subject):
        return _bounce("failure_subject", "メールサーバーからの、配信できなかったという通知です。")
    return None


def _bounce(code: str, reason: str) -> Machine:
    return Machine(kind=MachineKind.BOUNCE, code=code, reason=reason)
