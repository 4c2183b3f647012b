"""“I need support” in a real browser: a narrow window without JavaScript, and a dark one; for who asks and who reads."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import axe, too_wide


@pytest.fixture
def opened() -> bool:
    return True


@pytest.mark.parametrize("options", [{"width": 320, "javascript": False}, {"width": 1280, "scheme": "dark"}])
def test_asked_read_and_dealt_with(served, signed_in, options, shot):
    member, facilitator = signed_in(who="member", **options), signed_in(who="facilitator", **options)
    member.goto(f"{served.url}/clauses/c2")
    member.get_by_role("link", name="Help and support").click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Help and support")
    member.get_by_label("What would you like to say?").fill("I cannot read the table. " + "x" * 90)
    member.get_by_role("button", name="Send it").click()
    expect(member.get_by_role("alert")).to_contain_text("Please choose what it is about.")
    assert (looked_at(member, options), too_wide(member)) == ([], [])
    member.get_by_label("I need support to take part").check()
    member.get_by_role("button", name="Send it").click()
    expect(member.get_by_text("Not dealt with yet")).to_be_visible()
    assert (looked_at(member, options), too_wide(member)) == ([], [])
    shot(member, f"support-sent-{options['width']}")
    facilitator.goto(f"{served.url}/support")
    expect(facilitator.get_by_role("heading", level=3)).to_have_text("Mei Chan: I need support to take part")
    assert (looked_at(facilitator, options), too_wide(facilitator)) == ([], [])
    shot(facilitator, f"support-came-{options['width']}")
    facilitator.get_by_role("button", name="Dealt with").click()
    expect(facilitator.get_by_text("Nothing waits for you.")).to_be_visible()
    member.reload()
    expect(member.get_by_text("your words are erased")).to_be_visible()
    member.get_by_role("button", name="Take back").click()
    expect(member.get_by_role("heading", name="What you sent")).to_have_count(0)


def looked_at(page, options) -> list[str]:
    """What axe finds; it needs JavaScript."""
    return axe(page) if options.get("javascript", True) else []
