from base64 import b64encode

from shared.scheme.gateway import GatewayMapping
from shared.scheme.gateway_mapping import MappedFile, map_payload, payload_of_line
from tests.shared.scheme.schemes import small_scheme

MAPPING = GatewayMapping.model_validate(
    {
        "name": "kintone",
        "label": "kintone",
        "desk_id": "small",
        "auth": "bearer",
        "delivery_id": {"where": "body", "path": ["id"]},
        "columns": ["record"],
        "fields": [
            {"path": ["record", "提案名", "value"], "key": "title"},
            {"path": ["record", "種別", "value"], "key": "kind", "values": {"企業": "company"}},
            {"path": ["record", "分野", "value"], "key": "areas", "values": {"その他": "other"}},
        ],
        "attachments": {"path": ["record", "資料", "value"], "content": "base64"},
    }
)


def test_mapped_columns_become_the_words_of_the_form() -> None:
    payload = {
        "id": "d-1",
        "record": {
            "提案名": {"type": "SINGLE_LINE_TEXT", "value": "買い物支援"},
            "種別": {"type": "DROP_DOWN", "value": "企業"},
            "分野": {"type": "CHECK_BOX", "value": ["その他"]},
        },
    }

    form = map_payload(MAPPING, payload)

    assert (form.delivery_id, form.values) == (
        "d-1",
        {"title": "買い物支援", "kind": "company", "areas": ["other"]},
    )


def test_unknown_columns_are_kept_as_they_came() -> None:
    note = {"type": "SUBTABLE", "value": [{"a/b": 1}, None]}
    payload = {"id": "d-1", "app": {"id": "7"}, "record": {"備考/~": note}}

    form = map_payload(MAPPING, payload)

    assert form.unknown == {"/id": "d-1", "/app": {"id": "7"}, "/record/備考~1~0": note}


def test_an_answer_without_a_translation_is_kept_and_not_guessed() -> None:
    column = {"type": "CHECK_BOX", "value": ["その他", "宇宙"]}
    payload = {"record": {"分野": column, "種別": {"type": "DROP_DOWN", "value": "企業 "}}}

    form = map_payload(MAPPING, payload)

    assert (form.values, form.unknown) == ({"kind": "company"}, {"/record/分野": column})


def test_an_empty_column_is_understood_and_one_of_another_shape_is_kept() -> None:
    payload = {"record": {"提案名": {"type": "SINGLE_LINE_TEXT", "value": ""}, "種別": "企業"}}

    form = map_payload(MAPPING, payload)

    assert (form.values, form.unknown) == ({}, {"/record/種別": "企業"})


def test_files_with_content_are_read() -> None:
    row = {"name": "図.png", "contentType": "image/png", "base64": b64encode(b"png").decode()}

    form = map_payload(MAPPING, {"record": {"資料": {"value": [row]}}})

    assert (form.files, form.unknown) == (
        (MappedFile(name="図.png", media_type="image/png", content=b"png"),),
        {},
    )


def test_files_without_readable_content_stay_visible() -> None:
    column = {"value": [{"name": "図.png", "fileKey": "k"}]}

    form = map_payload(MAPPING, {"record": {"資料": column}})

    assert (form.files, form.unknown) == ((), {"/record/資料": column})


def test_a_payload_of_another_shape_is_kept_whole() -> None:
    form = map_payload(MAPPING, {"record": ["一", "二"], "id": 5})

    assert (form.values, form.unknown, form.delivery_id) == (
        {},
        {"/id": 5, "/record": ["一", "二"]},
        "5",
    )


def test_the_delivery_id_may_stand_in_a_header() -> None:
    place = {"where": "header", "path": ["webhook-id"]}
    mapping = GatewayMapping.model_validate(MAPPING.model_dump() | {"delivery_id": place})

    assert map_payload(mapping, {}, {"Webhook-Id": "msg_1"}).delivery_id == "msg_1"


def test_one_record_is_named_alike_by_a_notification_and_by_a_line_of_the_list() -> None:
    mapping = GatewayMapping.model_validate(
        MAPPING.model_dump()
        | {
            "record": [["app", "id"], ["record", "$id", "value"]],
            "export": {
                "columns": {"レコード番号": ["record", "$id", "value"]},
                "constants": [{"path": ["app", "id"], "value": "31"}],
            },
        }
    )
    notified = {"app": {"id": "31"}, "record": {"$id": {"value": 7}, "分野": {"value": ["その他"]}}}
    line = {"レコード番号": "7", "提案名": "", "分野": "その他\n", "作成者": "kanri"}

    by_notice = map_payload(mapping, notified)
    by_list = map_payload(mapping, payload_of_line(mapping, small_scheme().form, line))

    assert (by_notice.record, by_list.record) == ("31/7", "31/7")
    assert by_list.values == by_notice.values == {"areas": ["other"]}
    assert by_list.unknown["/record/作成者"] == "kanri"


def test_a_record_without_its_number_has_no_name() -> None:
    mapping = GatewayMapping.model_validate(MAPPING.model_dump() | {"record": [["app", "id"], ["id"]]})

    assert map_payload(mapping, {"id": "1", "app": {"id": ""}}).record is None


def test_only_the_kinds_that_are_named_bring_a_proposal() -> None:
    mapping = GatewayMapping.model_validate(
        MAPPING.model_dump() | {"events": {"path": ["type"], "proposal": ["ADD_RECORD"]}}
    )

    kinds = [map_payload(mapping, payload) for payload in ({"type": "ADD_RECORD"}, {"type": "DELETE_RECORD"}, {})]

    assert [(one.event, one.is_proposal) for one in kinds] == [
        ("ADD_RECORD", True),
        ("DELETE_RECORD", False),
        (None, True),
    ]


def test_files_of_which_only_an_address_came_are_counted_and_stay_visible() -> None:
    mapping = GatewayMapping.model_validate(
        MAPPING.model_dump() | {"attachments": {"path": ["record", "資料"], "url": "url"}}
    )
    listed = [{"name": "図.pdf", "url": "https://files.example.jp/1"}]

    form = map_payload(mapping, {"record": {"資料": listed}})

    assert (form.linked, form.files, form.unknown) == (1, (), {"/record/資料": listed})
