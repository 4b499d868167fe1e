from uuid import UUID

from shared.ids import new_id


def test_an_id_is_a_version_7_uuid_and_fresh() -> None:
    ids = [new_id() for _ in range(2000)]

    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert len(set(ids)) == 2000


def test_later_ids_sort_after_earlier_ones_by_the_millisecond() -> None:
    def milliseconds(one: UUID) -> int:
        return one.int >> 80

    ids = [new_id() for _ in range(2000)]

    assert [milliseconds(one) for one in ids] == sorted(milliseconds(one) for one in ids)
