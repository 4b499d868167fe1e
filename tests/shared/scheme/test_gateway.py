from typing import Any

import pytest
from pydantic import ValidationError

from shared.scheme.gateway import GatewayMapping, unknown_keys
from tests.shared.scheme.schemes import small_scheme
from tests.shared.scheme.test_gateway_mapping import MAPPING


def mapping(**changes: Any) -> GatewayMapping:
    return GatewayMapping.model_validate(MAPPING.model_dump() | changes)


def test_a_mapping_to_a_field_or_choice_the_form_does_not_have_is_found() -> None:
    fields = [
        {"path": ["record", "a"], "key": "colour"},
        {"path": ["record", "b"], "key": "kind", "values": {"省": "ministry"}},
    ]
    mapping = GatewayMapping.model_validate(MAPPING.model_dump() | {"fields": fields})

    assert unknown_keys(mapping, small_scheme().form) == ["colour", "kind=ministry"]


@pytest.mark.parametrize(
    "changes",
    [
        {"auth": "secret-path"},
        {"allow": ["192.0.2.0/24"]},
        {"auth": "secret-path", "allow": ["192.0.2.7/24"]},
        {"auth": []},
        {"body": "form-json"},
        {"body_key": "entry"},
        {"export": {}},
        {"delivery_id": {"where": "content", "path": ["id"]}},
        {"delivery_id": {"where": "body"}},
        {"attachments": {"path": ["record", "資料"], "content": "c", "url": "u"}},
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        mapping(**changes)


def test_the_secret_address_is_open_to_the_named_networks_only() -> None:
    guarded = mapping(auth="secret-path", allow=["192.0.2.0/24", "2001:db8::/32"])

    let_in = [guarded.lets_in(one) for one in ("192.0.2.9", "2001:db8::1", "198.51.100.1", "", "desk.test")]

    assert let_in == [True, True, False, False, False]
