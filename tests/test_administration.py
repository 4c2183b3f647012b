"""The administrator sees accounts as numbers, seats and settings; and never who anybody is, or a word of a tender."""

import re

import pytest

from server.people import People
from specs.library import teaching
from tests.visiting import plain


@pytest.fixture
def admin(group):
    account = group.house.people.invite("root@example.org", "Root").id
    group.accounts["admin"] = account
    group.house.people.let_administer(account)
    return group("admin")


def test_numbers_seats_and_settings_and_nothing_else(group, admin):
    group.house.people.tell_legal_name(group.accounts["member"], "Rosalind Quillfeather")
    page = admin.get("/administration")
    said = plain(page)
    assert "facilitator in " + group.tender in said and "http://127.0.0.1:8000" in said
    assert all(account in said for account in group.accounts.values() if account)
    people = [group.house.people.account(account) for account in group.accounts.values() if account and account != group.accounts["admin"]]
    secrets = [each for person in people for each in (person.name, person.email, person.legal) if each]
    members = [group.house.people.member_of(account, group.tender) for account in group.accounts.values() if account]
    assert "Rosalind Quillfeather" in secrets and len(secrets) > 15
    assert [each for each in (*secrets, *filter(None, members), teaching.TITLE) if each in page.text] == []
    assert admin.get(group.url).status_code == 404  # a seat in no tender
    assert "Administration" in plain(admin.get("/"))


def test_nobody_else_is_there(group):
    for who in (*teaching.CAST, "stranger"):
        assert group(who).get("/administration").status_code == 404
        assert group(who).post(f"/administration/{group.accounts['member']}/sign-out").status_code == 404
        assert "Administration" not in plain(group(who).get("/"))


def test_an_account_is_signed_out_everywhere(group, admin):
    assert group("member").get("/you").status_code == 200
    action = re.search(rf'action="(/administration/{group.accounts["member"]}/sign-out)"', admin.get("/administration").text)
    assert action and admin.post(action[1]).headers["location"] == "/administration"
    assert group("member").get("/you").headers["location"] == "/sign-in"
    assert group("observer").get("/you").status_code == 200
    assert admin.post("/administration/a-none/sign-out").status_code == 404


def test_the_right_survives_a_restart(group, admin):
    again = People(group.house.people.record.path, "ro")
    assert again.account(group.accounts["admin"]).administers and not again.account(group.accounts["member"]).administers
    again.close()
