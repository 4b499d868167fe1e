"""The page about other systems, for those who keep the house running."""

from collections.abc import AsyncIterator

import pytest

from services.notify.wiring import site
from shared.access.actor import Role
from shared.runtime.site import Site
from shared.scheme.webhooks import Webhook
from tests.notify.conftest import DESK_ID, House
from tests.notify.web.conftest import SignIn

PORTAL = Webhook(name="portal", url="https://portal.example.jp/hook", events="all")
UNTOLD = """
INSERT INTO notify.webhook_delivery (delivery_id, desk_id, webhook, event_id, type, body, state, attempt, settled_at)
VALUES (gen_random_uuid(), 'miono', 'portal', gen_random_uuid(), 'case.opened.v1', '{}', 'gave_up', 10, now())
"""
_SHUT = """
INSERT INTO notify.webhook_receiver (desk_id, webhook, failing_since, shut_at, status, trouble)
VALUES ('miono', 'portal', now() - interval '6 days', now(), 503, 'refused')
"""


@pytest.fixture
def hooked(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    """Let the scheme of the sample desk name a receiver."""
    scheme = house.schemes[DESK_ID].model_copy(update={"webhooks": (PORTAL,)})
    monkeypatch.setattr("shared.scheme.in_force.load_schemes", lambda _folder: {DESK_ID: scheme})


@pytest.fixture
async def pages(hooked: None) -> AsyncIterator[Site]:
    """Pages of their own, which have read that scheme."""
    built = site()
    yield built
    await built.engine.dispose()


async def test_an_operator_sees_why_a_system_was_not_told_and_sends_again(house: House, sign_in: SignIn) -> None:
    await house.change(UNTOLD)
    await house.change(_SHUT)

    async with sign_in(Role.OPERATOR) as operator:
        page = await operator.open("/inbox/webhooks")
        answer = await operator.press(page, "/inbox/webhooks/portal/again")
        after = await operator.open("/inbox/webhooks")

    assert ("停止中" in page.text, "受け取らないという応答です（503）" in page.text) == (True, True)
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox/webhooks")
    assert ("停止中" in after.text, "1件" in after.text) == (False, True)
    rows = await house.rows("SELECT state, attempt FROM notify.webhook_delivery")
    assert [(row["state"], row["attempt"]) for row in rows] == [("waiting", 0)]


async def test_a_desk_officer_has_nothing_to_see_there(sign_in: SignIn) -> None:
    async with sign_in(Role.DESK) as officer:
        page = await officer.open("/inbox/webhooks")

    assert page.status_code == 403


async def test_who_keeps_the_house_running_finds_the_page_in_the_menu_and_nobody_else(sign_in: SignIn) -> None:
    async with sign_in(Role.OPERATOR) as operator:
        page = await operator.open("/inbox/webhooks")
    async with sign_in(Role.DESK) as officer:
        inbox = await officer.open("/inbox")

    assert '<a class="desk-menu__link" href="/inbox/webhooks" aria-current="page">外部への通知</a>' in page.text
    assert '<a class="desk-menu__link" href="/operations" aria-current="true">運用</a>' in page.text
    assert "/inbox/webhooks" not in inbox.text
