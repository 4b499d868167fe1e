from services.routing.domain.told import completion_words, point_asked


def test_what_is_missing_never_reads_as_if_it_were_there() -> None:
    own = point_asked("費用負担の考え方が読み取れる", "費用の分担をお聞かせください。")
    usual = point_asked("費用負担の考え方が読み取れる", None)

    assert (own, usual) == (
        "費用の分担をお聞かせください。",
        "「費用負担の考え方が読み取れる」ことを確認できませんでした。",
    )


def test_points_stand_before_the_words_of_the_office_and_either_alone_will_do() -> None:
    both = completion_words(["甲", "乙"], " 期限までにお願いします。 ")

    assert both == "次の点について、補足をお願いします。\n・甲\n・乙\n\n期限までにお願いします。"
    assert (completion_words([], "丙"), completion_words([], "")) == ("丙", "")
