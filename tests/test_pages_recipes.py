"""Pages: who decides what in a tender, and how both chairs agree on another way."""

from specs.recipes import ALONE, IN_WORDS, TWO, recipe_of
from tests.filling import Form
from tests.visiting import main, plain


def test_it_says_how_decisions_are_made_who_stands_in_and_what_was_promised(group):
    for who in ("member", "observer"):
        page = plain(group(who).get(f"{group.url}/who-decides"))
        assert IN_WORDS[TWO] in page
        assert "Every comment is answered Within 10 days" in page
        assert page.count("Deputy:") == 3
    names = [
        group.house.choices.name_and_role(group.tender, group.fold().deputies[seat]) for seat in ("commissioner", "co_chair", "facilitator")
    ]
    assert all(f"Deputy: {name}" in page for name in names)
    assert f'href="{group.url}/who-decides"' in group("observer").get(group.url).text


def test_three_together_is_in_the_table_and_in_its_key(group, visit):
    for page in (plain(group("member").get(f"{group.url}/who-decides")), plain(visit("").get("/who-decides"))):
        assert "Three together It happens once three people in this seat ask for it." in page
        assert "Three together: steering group member" in page


def test_both_chairs_agree_on_another_way(group):
    page = Form(group("commissioner"), f"{group.url}/recipe", recipe=ALONE).done()
    assert "Done It is noted. It holds as soon as the other chair says the same." in plain(page)
    assert recipe_of(group.fold()) == TWO and IN_WORDS[TWO] in plain(page)
    assert "Commissioner: “The commissioner decides alone” Lived-experience co-chair: “Both chairs decide together”" in plain(page)
    form = Form(group("co_chair"), f"{group.url}/recipe")
    assert "Commissioner The commissioner decides alone Lived-experience co-chair Both chairs decide together" in plain(form.page)
    assert form.refused() == "You have said this already."
    page = plain(form.put(recipe=ALONE).done())
    assert "Done Both chairs want it so: from now on decisions are made in this way." in page and IN_WORDS[ALONE] in page
    Form(group("co_chair"), f"{group.url}/recipe", recipe=TWO).done()
    assert recipe_of(group.fold()) == TWO


def test_only_the_two_chairs_choose(group):
    for who in ("member", "official", "facilitator", "procurement", "observer"):
        assert group(who).get(f"{group.url}/recipe").status_code == 403
        assert "/recipe" not in group(who).get(f"{group.url}/who-decides").text
    assert "Agree on another way" in main(group("co_chair").get(f"{group.url}/who-decides"))
