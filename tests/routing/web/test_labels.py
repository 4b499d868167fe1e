from services.routing.web.labels import facts_without_words


def test_every_fact_of_routing_has_words_for_the_history() -> None:
    assert facts_without_words() == []
