from shared.messaging.watermark import Span, Watermark


def settled_at_nine() -> Watermark:
    """Return a watermark that stands at 9, at the moment 161."""
    mark = Watermark()
    mark.carried(9, 100.0)
    span = mark.doubt(161.0)
    assert span == Span(after=0, upto=9)
    mark.answered(span, left=False)
    return mark


def test_it_advances_over_numbers_of_which_none_is_left() -> None:
    mark = settled_at_nine()

    assert mark.settled == 9


def test_it_stays_while_one_of_them_is_left_and_asks_again_a_second_later() -> None:
    mark = Watermark()
    mark.carried(9, 100.0)
    span = mark.doubt(161.0)
    assert span is not None

    mark.answered(span, left=True)

    assert mark.settled == 0
    assert [mark.doubt(now) for now in (161.5, 162.5)] == [None, Span(after=0, upto=9)]


def test_what_was_numbered_lately_is_always_looked_at() -> None:
    mark = Watermark()
    mark.carried(9, 100.0)
    mark.carried(20, 130.0)

    asked = [mark.doubt(now) for now in (159.0, 161.0, 191.0)]

    assert asked == [None, Span(after=0, upto=9), Span(after=0, upto=20)]


def test_what_is_behind_is_looked_at_every_ten_seconds() -> None:
    mark = settled_at_nine()

    assert [mark.doubt(now) for now in (162.0, 165.0, 172.5)] == [Span(after=0, upto=9), None, Span(after=0, upto=9)]


def test_a_number_that_was_believed_to_be_behind_makes_every_look_a_full_one_again() -> None:
    mark = settled_at_nine()
    span = mark.doubt(172.0)
    assert span is not None

    mark.answered(span, left=True)

    assert mark.settled == 0
