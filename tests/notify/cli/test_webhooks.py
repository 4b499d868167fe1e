"""`desk webhook` says how it stands, tries one message, and tells anew."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner, Result

from services.notify.cli.webhooks import webhook_verbs
from services.notify.handlers.standing import NoSuchWebhook
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from tests.notify.conftest import DESK_ID, House
from tests.notify.mailer.test_posting import HERE, receiver
from tests.notify.web.test_webhooks import PORTAL, UNTOLD

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


async def desk(*words: str) -> Result:
    return await asyncio.to_thread(lambda: CliRunner().invoke(webhook_verbs, [*words, "--json"]))


async def test_an_operator_lists_tries_and_tells_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house.admin.begin() as connection:
        for user, role in (("unyo", Role.OPERATOR), ("minami", Role.DESK)):
            new = NewAccount(user=user, display_name=user, roles=frozenset({role}), desk_id=DESK_ID)
            await create_account(connection, new, password=None, now=datetime.now(UTC))
    await house.change(UNTOLD)
    monkeypatch.setenv("DESK_NOTIFY_WEBHOOK_SECRETS", json.dumps({"portal": SECRET}))

    async with receiver(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, heard):
        portal = PORTAL.model_copy(update={"url": f"http://127.0.0.1:{port}/", "allow": HERE})
        scheme = house.schemes[DESK_ID].model_copy(update={"webhooks": (portal,)})
        monkeypatch.setattr("shared.scheme.in_force.load_schemes", lambda _folder: {DESK_ID: scheme})
        listed, tried = await desk("list", "--as", "unyo"), await desk("test", "portal", "--as", "unyo")
    anew = await desk("again", "portal", "--as", "unyo")
    silent = await desk("test", "portal", "--as", "unyo")
    refused, unknown = await desk("list", "--as", "minami"), await desk("again", "nobody", "--as", "unyo")

    assert [(one["webhook"], one["gave_up"]) for one in json.loads(listed.stdout)] == [("portal", 1)]
    assert (json.loads(tried.stdout)["delivered"], len(heard)) == (True, 1)
    assert json.loads(anew.stdout) == {"webhook": "portal", "waiting": 1}
    assert (silent.exit_code, '"trouble": "unreachable"' in silent.stdout) == (1, True)
    assert isinstance(refused.exception, NotAllowed)
    assert isinstance(unknown.exception, NoSuchWebhook)
