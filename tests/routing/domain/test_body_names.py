"""Names of bodies as people write them."""

import pytest

from services.routing.domain.body_names import PartyKind, agree, alike, body_in, kind_of, number_of, number_said
from services.routing.domain.mail_domains import domain_of_body
from shared.events import ProposerKind


@pytest.mark.parametrize(
    ("display", "body"),
    [
        ("株式会社みお 田中太郎", "株式会社みお"),
        ("田中（株式会社みお）", "株式会社みお"),
        ("みお商事（株）　田中", "みお商事(株)"),
        ("㈱みお 田中", "(株)みお"),
        ("株式会社 みお", "株式会社みお"),
        ("みお (株)", "みお(株)"),
        ("田中 / NPO法人みおの森", "NPO法人みおの森"),
        ("みお大学 産学連携室 佐藤", "みお大学"),
        ("田中 一郎", ""),
        ("中村 大町", ""),
        ("Tanaka Ichiro", ""),
    ],
)
def test_a_body_is_found_in_the_name_of_a_mails_sender(display: str, body: str) -> None:
    assert body_in(display) == body


@pytest.mark.parametrize(
    ("stated", "name", "kind"),
    [
        (ProposerKind.COMPANY, "みお商店", PartyKind.COMPANY),
        (ProposerKind.UNKNOWN, "㈲みお", PartyKind.COMPANY),
        (ProposerKind.UNKNOWN, "国立大学法人みお", PartyKind.UNIVERSITY),
        (ProposerKind.UNKNOWN, "みお大学", PartyKind.UNIVERSITY),
        (ProposerKind.UNKNOWN, "一般社団法人みお", PartyKind.NPO),
        (ProposerKind.UNKNOWN, "みお商工会議所", PartyKind.NPO),
        (ProposerKind.UNKNOWN, "澪野市役所", PartyKind.MUNICIPALITY),
        (ProposerKind.UNKNOWN, "林野庁", PartyKind.NATIONAL_OFFICE),
        (ProposerKind.MUNICIPALITY, "北部地方整備局", PartyKind.NATIONAL_OFFICE),
        (ProposerKind.MUNICIPALITY, "澪野市", PartyKind.MUNICIPALITY),
        (ProposerKind.UNKNOWN, "田中 一郎", PartyKind.UNKNOWN),
    ],
)
def test_what_a_body_is_was_stated_or_follows_from_its_name(stated: ProposerKind, name: str, kind: PartyKind) -> None:
    assert kind_of(stated, name) is kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("㈱みお", "株式会社　みお", True),
        ("(株)髙橋組", "高橋組（株）", True),
        ("ﾐｵ", "株式会社ミオ", True),
        ("學校法人みお", "学校法人みお", True),
        ("㈱山田", "合同会社山田", False),
        ("株式会社みお", "株式会社みおの", False),
    ],
)
def test_names_are_the_same_but_for_the_ways_to_write_them(one: str, other: str, *, same: bool) -> None:
    assert agree(one, other) == agree(other, one) == same


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("株式会社みお", "みおホールディングス株式会社", True),
        ("みお水産株式会社", "みお水産加工株式会社", True),
        ("みお水産", "大山木材", False),
        ("", "大山木材", False),
    ],
)
def test_some_names_may_be_of_one_body_in_the_eyes_of_a_person(one: str, other: str, *, similar: bool) -> None:
    assert alike(one, other) == similar


def test_a_wrong_number_is_kept_apart_from_a_right_one() -> None:
    assert number_of("8700110005902") == (None, "8700110005902")
    assert number_of("", "Ｔ８７００１１０００５９０１") == ("8700110005901", "Ｔ８７００１１０００５９０１")
    assert number_of() == (None, "")


def test_a_mail_says_its_number_after_that_word_only() -> None:
    assert number_said("株式会社みお\n法人番号：８７００１１０００５９０１\n電話 000-123-4567") == "8700110005901"
    assert number_said("登録番号 8700110005901") == ""


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("tanaka@Mio.example.jp", "mio.example.jp"),
        ("tanaka@gmail.com", None),
        ("tanaka@abc.ocn.ne.jp", None),
        ("tanaka@docomo.ne.jp", None),
        ("tanaka", None),
        ("", None),
    ],
)
def test_a_domain_anybody_may_have_an_address_at_speaks_for_no_body(address: str, domain: str | None) -> None:
    assert domain_of_body(address) == domain
