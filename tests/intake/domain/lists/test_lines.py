from services.intake.domain.lists.judging import Judged, LineState, counts_of
from services.intake.domain.lists.lines import ListPlan, glimpse, read_list, wrong_lines
from services.intake.domain.lists.mapping import ListMapping
from shared.scheme.load import load_gateways
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT

GATEWAYS = PROJECT / "deploy" / "desks" / "gateways"
PLAN = ListPlan(
    name="一覧",
    label="一覧",
    mapping=ListMapping(columns={"提案名": "title", "概要": "summary", "メール": "contact_email"}),
)
LIST = """提案名,概要,メール,備考
朝市の図書,本を置きます。,a@b.example.jp,春から
,,,なにもない
直らない案,ことば,アドレスなし,
朝市の図書,本を置きます。,a@b.example.jp,春から
""".encode("cp932")


def test_a_glimpse_shows_the_headings_with_their_first_values() -> None:
    seen = glimpse(LIST, 1, "")

    assert seen.headings == ("提案名", "概要", "メール", "備考")
    assert (seen.samples[0], seen.count, seen.encoding) == (("朝市の図書", "直らない案", "朝市の図書"), 4, "cp932")


def test_one_bad_line_hurts_only_itself_and_the_same_line_again_is_the_same_record(scheme: DeskScheme) -> None:
    lines = read_list(LIST, PLAN, scheme).lines

    assert [(line.number, line.wrong, line.like) for line in lines] == [
        (2, (), None),
        (3, ("提案名も概要もありません。",), None),
        (4, ("担当者のメールアドレスの形をご確認ください（例：tanaka@example.jp）。",), None),
        (5, (), 2),
    ]
    assert (lines[0].kept, lines[0].named) == ({"備考": "春から"}, lines[3].named)


def test_a_key_names_the_record_and_a_line_without_one_is_wrong(scheme: DeskScheme) -> None:
    mapping = ListMapping(columns={"案": "title"}, key_column="番号")
    plan = ListPlan(name="番号", label="番号", mapping=mapping)

    lines = read_list("番号,案\n7,朝市\n,夕市\n".encode(), plan, scheme).lines

    assert (plan.source, [(line.named, line.wrong) for line in lines]) == (
        "list.番号",
        [("7", ()), ("", ("見分けるための列（番号）が空です。",))],
    )


def test_the_list_of_a_gateway_says_what_its_notification_says(scheme: DeskScheme) -> None:
    gateway = load_gateways(GATEWAYS, {scheme.desk_id: scheme})["kintone"]
    plan = ListPlan(name="kintone", label="kintone", mapping=ListMapping(columns={}), gateway=gateway)

    lines = read_list((GATEWAYS / "samples" / "kintone-export.csv").read_bytes(), plan, scheme).lines

    assert [(line.number, line.named, line.title) for line in lines] == [
        (2, "31/201", "廃校の体育館を使った防災備蓄拠点"),
        (4, "31/202", "移動式の星空観察会"),
    ]
    assert lines[0].result.values["categories"] == ["safety", "regional"]


def test_wrong_lines_are_written_to_be_mended(scheme: DeskScheme) -> None:
    rows = wrong_lines(read_list(LIST, PLAN, scheme), {3: ["提案名も概要もありません。"]})

    assert rows == [
        ["提案名", "概要", "メール", "備考", "元の行", "取り込めなかった理由"],
        ["", "", "", "なにもない", "3", "提案名も概要もありません。"],
    ]


def test_trying_and_doing_count_alike() -> None:
    tried = [Judged(number=2, state=LineState.NEW), Judged(number=3, state=LineState.WRONG)]
    done = [Judged(number=2, state=LineState.TAKEN, receipt="R8-0001"), Judged(number=3, state=LineState.WRONG)]

    assert counts_of(tried) == counts_of(done)
    assert [Judged.of_json(one.as_json()) for one in done] == done
