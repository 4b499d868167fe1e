import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.routing.domain.publishing.personal import Mention, mentions
from services.routing.domain.publishing.protection import RUN, Kept, Leak, bare, leaks

# Letters that stand for themselves in every spelling, and what may be set between them.
_LETTERS = st.text("あいうえおかきくけこアイウエオ山川森林渡船県産木材０1２Ａbｃ", min_size=RUN, max_size=40)
_BETWEEN = st.text(" 　\n、。・「」", max_size=2)


def idea(text: str) -> list[Kept]:
    return [Kept(subject="実施方法", text=text)]


@settings(max_examples=60, deadline=None)
@given(passage=_LETTERS, start=st.integers(0, 28), before=_LETTERS, after=_LETTERS, between=_BETWEEN)
def test_every_run_of_a_protected_passage_is_found_wherever_it_stands_and_however_it_is_set(
    passage: str, start: int, before: str, after: str, between: str
) -> None:
    place = min(start, len(passage) - RUN)
    run = between.join(passage[place : place + RUN])
    hiragana = run.translate({code: code - 0x60 for code in range(0x30A1, 0x30F7)})

    for copied in (run, hiragana):
        found = leaks({"title": "森", "summary": f"{before}{copied}{after}"}, idea(passage))

        assert found == [Leak(code="summary", subject="実施方法")]


@pytest.mark.parametrize(
    ("kept", "text", "found"),
    [
        ("1,200万円", "費用は１２００ 万円です", True),
        ("30", "2030年までに", False),
        ("30", "参加者は30人", True),
        ("1.5", "参加費は15円", False),
        ("田中", "担当は田中です", True),
        ("AI", "mailで送る", False),
        ("AI", "ＡＩで送る", True),
        ("", "何もない", False),
        ("を", "県を", False),
        ("県産の木材で渡し船を造り", "県産の木材で渡し船", False),
        ("県産の木材で渡し船を造り", "『県産の木材で、渡し船ヲ造リ』", True),
    ],
)
def test_a_short_value_is_found_as_a_whole_and_by_itself(kept: str, text: str, found: bool) -> None:
    assert bool(leaks({"summary": text}, idea(kept))) is found


def test_what_is_not_protected_is_nobodys_leak() -> None:
    assert leaks({"summary": "県産の木材で渡し船を造ります"}, []) == []
    assert bare("ｶﾞｽ・タンク　１") == "ガスタンク1"


def test_names_and_ways_to_reach_people_are_pointed_out() -> None:
    texts = {
        "title": "森の渡し船",
        "summary": "田中 一郎が 090-1234-5678 で受けます。",
        "sections": "〒890-0001 みお市本町1丁目、foo@example.jp",
    }

    found = mentions(texts, ["田中　一郎", "", "み"])

    assert found == [
        Mention(code="summary", kind="電話番号"),
        Mention(code="summary", kind="個人の氏名"),
        Mention(code="sections", kind="メールアドレス"),
        Mention(code="sections", kind="郵便番号"),
        Mention(code="sections", kind="住所"),
    ]
