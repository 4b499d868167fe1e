from tests.benchmarks.latency import Latency, latency_of


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    measured = latency_of([number / 1000 for number in range(1, 201)])

    assert measured == Latency(p50=100.0, p99=198.0, count=200)


def test_a_single_measurement_is_both_percentiles() -> None:
    assert latency_of([0.0123]) == Latency(p50=12.3, p99=12.3, count=1)
