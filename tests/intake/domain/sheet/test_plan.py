"""What is printed on the desk's own sheet."""

from services.intake.domain.sheet.plan import own_layout
from tests.intake.domain.sheet.sheets import PLAN, SCHEME


def test_every_field_of_the_form_is_asked_under_its_own_label() -> None:
    assert [row.field.key for row in PLAN.rows] == [field.key for field in SCHEME.form.fields]
    assert [row.label for row in PLAN.rows[:3]] == ["提案名（必須）", "提案区分（必須）", "テーマ番号"]
    assert {label.key for label in own_layout(SCHEME).labels} == {field.key for field in SCHEME.form.fields}


def test_the_sheet_says_to_whom_answers_go_and_offers_no_department_as_proposer() -> None:
    rows = {row.field.key: row for row in PLAN.rows}

    assert rows["contact_email"].hints == (
        "※受付番号などのお知らせは、この様式をお送りいただいたメールの差出人にお送りします。",
    )
    assert "県庁各課" not in rows["proposer_kind"].choices


def test_the_sheet_carries_its_desk_and_version_and_where_to_send_it() -> None:
    assert (PLAN.mark, PLAN.edition) == ("miono/6", "公民連携デスク 公民連携提案書 第6版（令和8年4月1日）")
    assert SCHEME.intake_addresses[0] in PLAN.closing[0]
