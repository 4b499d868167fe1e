"""The menu shows what a person's roles open."""

from shared.web.frame import Frame, MenuItem, SignedIn

INBOX = MenuItem(label="受信箱", href="/inbox")
CASES = MenuItem(label="提案", href="/desk")
HELD = MenuItem(label="保留箱", href="/desk/holding", roles=frozenset({"desk"}))
FRAME = Frame(menu=(INBOX, CASES, HELD))


def signed_in(*roles: str) -> Frame:
    return Frame(menu=FRAME.menu, user=SignedIn(name="花子", roles=frozenset(roles)))


def test_nobody_sees_a_menu_before_signing_in() -> None:
    assert FRAME.menu_for_user() == ()


def test_a_role_opens_its_places() -> None:
    assert signed_in("department").menu_for_user() == (INBOX, CASES)
    assert signed_in("desk").menu_for_user() == (INBOX, CASES, HELD)


def test_the_nearest_place_is_the_current_one() -> None:
    frame = signed_in("desk")

    assert frame.current_item("/desk/holding/7") == HELD
    assert frame.current_item("/desk/cases") == CASES
    assert frame.current_item("/desktop") is None


def test_a_section_is_what_the_roles_open_of_it() -> None:
    texts = MenuItem(label="文面", href="/texts", roles=frozenset({"desk"}))
    mails = MenuItem(label="送信メール", href="/mails", roles=frozenset({"desk", "administrator"}))
    frame = Frame(menu=(MenuItem(label="メール", under=(mails, texts)),))

    desk, administrator, department = (
        Frame(menu=frame.menu, user=SignedIn(name="花子", roles=frozenset({role})))
        for role in ("desk", "administrator", "department")
    )

    (section,) = desk.menu_for_user()
    assert (section.href, section.under) == ("/mails", (mails, texts))
    assert (administrator.menu_for_user(), department.menu_for_user()) == ((mails,), ())
    assert [desk.current_item(path) for path in ("/mails", "/texts/7")] == [mails, texts]
