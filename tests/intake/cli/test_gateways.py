import pytest

from services.intake.cli.gateways import tried
from services.intake.domain.gateway_payload import NotAForm
from shared.scheme.load import load_gateways
from shared.scheme.model import DeskScheme
from shared.settings import PROJECT

GATEWAYS = PROJECT / "deploy" / "desks" / "gateways"
SAMPLES = {"kintone": "kintone.json", "json": "json.json", "movabletype": "movabletype.txt", "web-form": "web-form.txt"}


@pytest.mark.parametrize(("name", "sample"), SAMPLES.items())
def test_every_shipped_mapping_reads_its_sample(scheme: DeskScheme, name: str, sample: str) -> None:
    mapping = load_gateways(GATEWAYS, {scheme.desk_id: scheme})[name]

    found = tried(mapping, scheme, (GATEWAYS / "samples" / sample).read_bytes())

    assert found["outcome"] == "proposal"
    assert {"title", "summary", "proposer_name", "contact_email"} <= found["fields"].keys()
    assert len(found["unknown"]) > 0


def test_a_body_of_another_kind_is_refused(scheme: DeskScheme) -> None:
    mapping = load_gateways(GATEWAYS, {scheme.desk_id: scheme})["web-form"]

    with pytest.raises(NotAForm):
        tried(mapping, scheme, b"\xff")
