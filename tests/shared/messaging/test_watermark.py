from shared.messaging.watermark import Watermark


def test_the_first_look_is_at_everything_and_another_every_ten_seconds() -> None:
    mark = Watermark()

    assert mark.after(100.0) == 0
    mark.carried(1, 9, 100.0)
    assert [mark.after(now) for now in (161.0, 162.0, 171.5)] == [0, 9, 0]


def test_what_was_numbered_lately_is_always_looked_at() -> None:
    mark = Watermark()
    mark.after(100.0)
    mark.carried(1, 9, 100.0)
    mark.carried(10, 20, 130.0)
    mark.after(155.0)

    assert mark.after(159.0) == 0
    mark.after(165.5)
    assert mark.after(166.0) == 9
    mark.after(190.0)
    assert mark.after(191.0) == 20


def test_a_number_that_was_believed_to_be_behind_makes_every_look_a_full_one_again() -> None:
    mark = Watermark()
    mark.after(100.0)
    mark.carried(1, 9, 100.0)
    mark.after(165.0)
    assert mark.after(166.0) == 9

    mark.carried(5, 5, 167.0)

    assert mark.after(168.0) == 0
