from base64 import b64encode

from shared.scheme.gateway import GatewayMapping, MappedFile, map_payload, unknown_keys
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


def test_a_mapping_to_a_field_or_choice_the_form_does_not_have_is_found() -> None:
    fields = [
        {"path": ["record", "a"], "key": "colour"},
        {"path": ["record", "b"], "key": "kind", "values": {"省": "ministry"}},
    ]
    mapping = GatewayMapping.model_validate(MAPPING.model_dump() | {"fields": fields})

    assert unknown_keys(mapping, small_scheme().form) == ["colour", "kind=ministry"]
