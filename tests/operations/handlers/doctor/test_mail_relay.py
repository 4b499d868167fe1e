"""The doctor greets the mail server as a mail would be handed over."""

from pathlib import Path

from deploy.local.mail_sink import MailSink, listening
from services.operations.domain.examination import Result
from services.operations.handlers.doctor.mail_relay import _SAID, examine_mail_relay
from shared.mail_relay import Relay, RelayTrouble


async def test_a_mail_relay_that_answers_is_well_and_gets_no_mail(tmp_path: Path) -> None:
    sink = MailSink(tmp_path / "mail")

    async with listening(sink) as port:
        found = await examine_mail_relay(Relay(host="127.0.0.1", port=port, timeout_seconds=5))

    assert (found.result, list(sink.maildir.keys())) == (Result.OK, [])


async def test_one_that_is_away_is_a_warning_and_one_that_offers_no_secrecy_a_failure(tmp_path: Path) -> None:
    away = await examine_mail_relay(Relay(host="127.0.0.1", port=9, timeout_seconds=2))
    async with listening(MailSink(tmp_path / "mail")) as port:
        open_ = await examine_mail_relay(Relay(host="127.0.0.1", port=port, starttls=True, timeout_seconds=5))

    assert (away.result, open_.result) == (Result.WARN, Result.FAIL)
    assert "STARTTLS" in open_.message


def test_every_trouble_says_what_to_do() -> None:
    assert _SAID.keys() == set(RelayTrouble)
