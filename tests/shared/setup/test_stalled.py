"""Which queues are doubted, and which are asked before anything is done to them."""

from typing import Any

import pytest

from shared.setup.stalled import suspects

WELL = {
    "name": "routing.cases.v1",
    "type": "quorum",
    "leader": "desk@one",
    "members": ["desk@one"],
    "online": ["desk@one"],
    "messages_ready": 0,
}


def _without_figures(**other: Any) -> dict[str, Any]:
    return {name: value for name, value in (WELL | other).items() if name != "messages_ready"}


@pytest.mark.parametrize(
    "shown",
    [
        _without_figures(leader=None, online=[]),
        _without_figures(),
        WELL | {"leader": None, "online": []},
    ],
    ids=["no process", "no leader", "a process that has just gone"],
)
def test_a_queue_without_leader_or_figures_is_doubted(shown: dict[str, Any]) -> None:
    assert suspects([shown], ["routing.cases.v1"], running=["desk@one"]) == ["routing.cases.v1"]


@pytest.mark.parametrize(
    "shown",
    [
        WELL,
        _without_figures(type="classic"),
        _without_figures(members=["desk@one", "desk@two"], online=["desk@one"]),
        _without_figures(name="somebodys.v1"),
    ],
    ids=["it is well", "it has no leader by its kind", "a node of it is away", "it is not ours"],
)
def test_a_queue_that_works_or_waits_for_a_node_or_is_not_ours_is_left_alone(shown: dict[str, Any]) -> None:
    assert suspects([shown], ["routing.cases.v1"], running=["desk@one"]) == []
