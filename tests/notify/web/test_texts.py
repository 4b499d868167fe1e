"""The desk writes its own texts: previewed, kept in versions, in force from the next mail on."""

import re
from typing import Any

import pytest

from services.notify.handlers.texts import Draft, Writable, WrongText, look_through, previewed
from services.notify.web.sentences import SENTENCES
from services.notify.web.text_words import MEANINGS, sample_words, text_groups
from shared.access.actor import Role
from shared.scheme.model import DeskScheme
from tests.notify.conftest import House, Post
from tests.notify.web.conftest import Browser, SignIn

PATH = "/inbox/texts/acknowledgement"
# What this text may not lose.
LINK = "{{ status_url }}"
TEXT = Writable(name="note", title="", words=frozenset({"due"}), standard=Draft(subject="", body=""))


async def submit(browser: Browser, path: str, **data: object) -> Any:
    page = await browser.open(PATH)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    return await browser.client.post(path, data={"csrf_token": token.group(1), **data})


def test_every_text_reads_with_sample_words_and_every_word_is_explained(schemes: dict[str, DeskScheme]) -> None:
    scheme = schemes["miono"]
    texts = [text for group in text_groups(scheme) for text in group.texts]

    for text in texts:
        assert "{" not in previewed(text, text.standard, sample_words(scheme)).body
        assert text.words <= MEANINGS.keys()
    assert {text.name for text in texts} >= SENTENCES.keys()


@pytest.mark.parametrize(
    ("subject", "body", "field", "said"),
    [
        ("", "本文", "subject", "件名を入力してください。"),
        ("件名", " \n", "body", "文面を入力してください。"),
        ("二\n行", "本文", "subject", "件名は、一行で"),
        ("件名", "一行目\n{{ idea }}", "body", "2行目の {{ idea }} は使えない言葉です。"),
        ("{{ due }", "本文", "subject", "1行目の書き方を確かめてください。"),
        ("件名", "{% for x in range(9) %}{% endfor %}", "body", "1行目の書き方を確かめてください。"),
        ("件名", "長" * 8_001, "body", "8,000文字以内"),
    ],
)
def test_what_could_not_be_sent_is_told_where_it_stands(subject: str, body: str, field: str, said: str) -> None:
    with pytest.raises(WrongText) as error:
        look_through(TEXT, Draft(subject=subject, body=body))

    assert error.value.field == field
    assert said in error.value.public


def test_a_text_never_loses_what_an_officer_wrote_nor_the_link() -> None:
    standard = Draft(subject="", body="{% if note %}{{ note }}{% endif %}{{ due }}{{ answer_url }}")
    text = Writable(name="x", title="", words=frozenset({"note", "due", "answer_url"}), standard=standard)

    with pytest.raises(WrongText) as error:
        look_through(text, Draft(subject="件名", body="結果が決まりました。{{ note }}"))
    look_through(text, Draft(subject="件名", body="{{ note }}\n{{ answer_url }}"))

    assert error.value.public.startswith("{{ answer_url }} を本文に入れてください。")


async def test_a_text_is_previewed_without_a_trace_and_then_holds_for_the_next_mail(
    house: House, post: Post, sign_in: SignIn
) -> None:
    body = "{{ addressee }}\n\n{{ receipt }} を受け付けました。澪のデスクより\n{{ status_url }}"

    async with sign_in(Role.DESK) as desk:
        previewed_page = await submit(desk, f"{PATH}/preview", subject="受付 {{ receipt }}", body=body, version=0)
        before = await house.rows("SELECT 1 FROM notify.text_version")
        saved = await submit(desk, PATH, subject="受付 {{ receipt }}", body=body, version=0)
        again = await submit(desk, PATH, subject="別の人", body=body, version=0)
        page = await desk.open(PATH)
    await house.acknowledged()
    await house.mailer(post.server).send_due()

    assert "R8-0012 を受け付けました。澪のデスクより" in previewed_page.text
    assert before == []
    assert (saved.status_code, saved.headers["location"]) == (303, PATH)
    assert again.status_code == 409
    assert "このデスクの文面（第1版）" in page.text
    assert "佐藤 花子" in page.text
    assert (await house.mail())["text_version"] == 1
    (raw,) = post.mails()
    assert b"=?utf-8?" in raw


async def test_going_back_is_one_more_version_and_nothing_is_lost(house: House, sign_in: SignIn) -> None:
    async with sign_in(Role.DESK) as desk:
        for version, words in enumerate((f"一つ目 {LINK}", f"二つ目 {LINK}")):
            await submit(desk, PATH, subject="件名", body=words, version=version)
        await submit(desk, f"{PATH}/back", to=1, version=2)
        await submit(desk, f"{PATH}/back", to=0, version=3)
        missing = await submit(desk, f"{PATH}/back", to=9, version=4)
        page = await desk.open(PATH)
        listed = await desk.open("/inbox/texts")

    rows = await house.rows("SELECT version, body FROM notify.text_version ORDER BY version")
    assert rows == [
        {"version": 1, "body": f"一つ目 {LINK}"},
        {"version": 2, "body": f"二つ目 {LINK}"},
        {"version": 3, "body": f"一つ目 {LINK}"},
        {"version": 4, "body": None},
    ]
    assert missing.status_code == 404
    assert "標準の文面に戻しました。" in page.text
    assert "第1版）" not in listed.text


async def test_an_inbox_says_what_the_desk_wrote(house: House, sign_in: SignIn) -> None:
    await house.change(
        "INSERT INTO notify.text_version (desk_id, name, version, subject, body, author)"
        " VALUES ('miono', 'inbox.say.mail_held', 1, '', 'この一通を見てください。', gen_random_uuid())"
    )
    await house.change(
        "INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, about_id, event_id)"
        " VALUES (gen_random_uuid(), 'miono', 'desk', 'mail_held', gen_random_uuid(), gen_random_uuid())"
    )

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox")

    assert "この一通を見てください。" in page.text


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.OPERATOR, Role.ADMINISTRATOR])
async def test_nobody_but_the_desk_reads_or_writes_its_texts(house: House, sign_in: SignIn, role: Role) -> None:
    async with sign_in(role, department="sangyo") as person:
        answers = [await person.open("/inbox/texts"), await person.open(PATH)]

    assert [answer.status_code for answer in answers] == [403, 403]
