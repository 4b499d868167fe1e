from shared.supervisor import Backoff


def test_the_wait_doubles_up_to_the_longest() -> None:
    backoff = Backoff()
    waits = [0.0]

    for _ in range(8):
        waits.append(backoff.following(waits[-1], alive_s=1.0))

    assert waits[1:] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]


def test_after_a_calm_while_the_wait_begins_anew() -> None:
    wait = Backoff().following(10.0, alive_s=30.0)

    assert wait == 0.2
