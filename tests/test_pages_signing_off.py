"""Pages: both chairs sign a clause off under just the words they read; the words change, and it is no longer; both can open it again."""

import re

import pytest

from specs.holds import HoldClause
from specs.recipes import ALONE, ChooseRecipe
from specs.signatures import WHAT_A_SIGNATURE_MEANS
from specs.signing_off import is_signed_off
from tests.filling import Form
from tests.visiting import main, plain, problem

CLAUSE = "c11"


@pytest.fixture
def url(group):
    """A clause on which nothing waits."""
    return f"{group.url}/clauses/{CLAUSE}"


def sign(group, url, who):
    return Form(group(who), f"{url}/sign-off").done()


def test_both_sign_the_words_that_they_read(group, url):
    page = group("commissioner").get(f"{url}/sign-off")
    assert all(sentence in plain(page) for sentence in WHAT_A_SIGNATURE_MEANS)
    text = group.fold().clauses[CLAUSE].body[0].text
    assert text[:40] in plain(page) and "Sign as the commissioner" in main(page)
    assert len(re.findall(r"<button[^>]*type=\"submit\"", page.text.split("<main")[1])) == 1
    first = plain(sign(group, url, "commissioner"))
    assert "Done You have signed. It waits for the other chair." in first
    assert "Anne Marsh commissioner" in first and "Still missing: the signature of the lived-experience co-chair." in first
    second = plain(sign(group, url, "co_chair"))
    assert "Done The clause is signed off." in second and "Signed off on" in second
    assert is_signed_off(group.fold().clauses[CLAUSE])
    for who in ("member", "observer"):
        assert "Signed off" in plain(group(who).get(url))
    assert "· Signed off ·" in plain(group("member").get(group.url))


def test_a_deputy_signs_for_their_chair(group, url):
    page = group("official").get(f"{url}/sign-off")
    assert "Sign for the commissioner" in main(page)
    sign(group, url, "official")
    version = str(group.fold().clauses[CLAUSE].version)
    assert problem(group("commissioner").post(f"{url}/sign-off", data={"key": "k", "version": version})).startswith(
        "The commissioner has signed"
    )


def test_words_that_changed_meanwhile_are_shown_anew_and_not_signed(group, url):
    form = Form(group("commissioner"), f"{url}/sign-off")
    clause = group.fold().clauses[CLAUSE]
    old = clause.body[0].text.split()[0]
    group.changed(CLAUSE, old, f"{old} indeed")
    answer = form.send()
    assert problem(answer) == "The words of this clause have changed since you opened the page. Please read them again below."
    assert f"{old} indeed" in plain(answer)
    assert group.fold().clauses[CLAUSE].signed == {}


def test_a_signature_under_other_words_does_not_count(group, url):
    sign(group, url, "commissioner")
    old = group.fold().clauses[CLAUSE].body[0].text.split()[0]
    group.changed(CLAUSE, old, f"{old} indeed")
    page = plain(group("third").get(url))
    assert "Signatures" not in page and "Anne Marsh commissioner" not in page
    assert "Nobody has signed these words yet." in plain(group("commissioner").get(url))


def test_where_it_cannot_be_signed_the_page_says_why(group, url):
    group.act(HoldClause(CLAUSE, "Not yet.", group.house.today(), today=group.house.today()), "held", seat="co_chair")
    page = group("commissioner").get(f"{url}/sign-off")
    assert "This clause is held until it is discussed: nothing is signed on it before." in plain(page)
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert "/sign-off" not in group("commissioner").get(url).text


def test_only_chairs_and_their_deputies_are_asked(group, url):
    for who in ("facilitator", "procurement", "observer", "third", "quiet"):
        for path in ("sign-off", "reopening"):
            assert (who, group(who).get(f"{url}/{path}").status_code) == (who, 403)
            assert group(who).post(f"{url}/{path}", data={"key": "k", "reason": "x"}).status_code == 403


def test_both_open_it_again(group, url):
    assert "was not signed off" in plain(group("commissioner").get(f"{url}/reopening"))
    for who in ("commissioner", "co_chair"):
        sign(group, url, who)
    form = Form(group("co_chair"), f"{url}/reopening").put(reason=" ")
    assert form.refused() == "The reason is empty. Please write something here."
    page = plain(form.put(reason="The law has changed.").done())
    assert "Done You have asked for it. It waits for the other chair." in page and "The law has changed." in page
    assert is_signed_off(group.fold().clauses[CLAUSE])
    asked = Form(group("commissioner"), f"{url}/reopening").put(reason="I agree.")
    assert "The lived-experience co-chair asks to open it again: The law has changed." in plain(asked.page)
    page = plain(asked.done())
    assert "Done The clause is open again." in page and "Opened again" in page
    assert not is_signed_off(group.fold().clauses[CLAUSE])


def test_where_the_commissioner_decides_alone_one_signature_is_enough(group, url):
    for who in ("commissioner", "co_chair"):
        group.act(ChooseRecipe(ALONE), f"recipe {who}", seat=who)
    assert "Done The clause is signed off." in plain(sign(group, url, "commissioner"))


def test_nothing_of_it_stands_on_a_clause_before_the_tender_opens(visit):
    page = visit("commissioner").get(f"{visit.url}/clauses/{CLAUSE}")
    assert "Drafted" not in plain(page) and "sign-off" not in page.text and "/hold" not in page.text
    assert visit("commissioner").get(f"{visit.url}/clauses/{CLAUSE}/sign-off").status_code == 200


def test_what_an_official_was_not_told_of_shows_neither_in_the_state_nor_in_what_they_can_sign(group, url, monkeypatch):
    """A comment of somebody who asked to be protected, on the day they make it, after the round has closed."""
    from specs.comments import Comment
    from specs.days import later

    after = later(group.house.today(), 40)
    monkeypatch.setattr(group.house, "today", lambda: after)
    assert "Settled" in plain(group("commissioner").get(url))
    said = Comment("t00000000ee", CLAUSE, group.fold().clauses[CLAUSE].version, "comment", "Not so.", protected=True, today=after)
    group.act(said, "said", seat="quiet")
    assert "Settled" in plain(group("commissioner").get(url)) and "Settled" not in plain(group("co_chair").get(url))
    assert "Something still waits on this clause" in plain(group("co_chair").get(f"{url}/sign-off"))
    assert Form(group("commissioner"), f"{url}/sign-off").send().status_code == 303
