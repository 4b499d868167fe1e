"""Cases from the command line, as an officer and a department ask for them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.desk_verbs import run_verb
from tests.routing.conftest import DESK, House


async def test_cases_are_listed_compared_and_looked_for_in_one_clear_line(
    installation: Mapping[str, str], house: House
) -> None:
    await house.offered("shinrin")
    await house.opened(receipt="R8-0013", title="別の提案")
    people = (("desk-minami", Role.DESK, None), ("shinrin-mori", Role.DEPARTMENT, "shinrin"))
    async with house.admin.begin() as connection:
        for user, role, department in people:
            new = NewAccount(user=user, display_name=user, roles=frozenset({role}), desk_id=DESK, department=department)
            await create_account(connection, new, password=None, now=datetime.now(UTC))

    listed = run_verb(installation, "case", "list", "--limit", "1", "--json", "--as", "desk-minami")
    waiting = run_verb(
        installation, "case", "list", "--stage", "received", "--words", "別", "--as", "desk-minami", "--json"
    )
    wrong = run_verb(installation, "case", "list", "--opened-from", "soon", "--as", "desk-minami")
    alike = run_verb(installation, "case", "similar", "R8-0012", "--as", "desk-minami")
    refused = run_verb(installation, "case", "similar", "R8-0012", "--as", "shinrin-mori")
    nobody = run_verb(installation, "party", "show", "zzz", "--as", "desk-minami")

    assert [one["receipt"] for one in json.loads(listed.stdout)] == ["R8-0013"]
    assert [one["receipt"] for one in json.loads(waiting.stdout)] == ["R8-0013"]
    assert (wrong.returncode, wrong.stderr[:22]) == (1, "desk: --opened-from: I")
    assert (alike.returncode, alike.stdout) == (0, "似た提案はありません\n")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert (nobody.returncode, nobody.stderr) == (1, "desk: There is no such party, or it is another desk's.\n")
