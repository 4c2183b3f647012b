"""What people decide about themselves: names here and there, documents, protection, how often we write, leaving."""

from specs.library.teaching_group import thread
from tests.filling import Form
from tests.visiting import plain


def test_one_tender_can_know_somebody_by_another_name_and_a_word_about_them(group):
    url = f"{group.url}/you"
    before = plain(group("commissioner").get(f"{group.url}/history"))
    name = group.house.people.account(group.accounts["member"]).name
    Form(group("member"), url, name="Robin", role="carer").done()
    history = plain(group("commissioner").get(f"{group.url}/history"))
    assert name in before and name not in history and "Robin (carer)" in history
    assert group.house.people.account(group.accounts["member"]).name == name  # elsewhere nothing changed
    answer = group("member").post(url, data={"name": "x" * 61, "role": "carer"})
    assert answer.status_code == 422 and "x" * 61 in answer.text
    assert "A name can be 60 characters long. Please shorten it." in plain(answer)
    Form(group("member"), url, name="", role="").done()
    assert plain(group("commissioner").get(f"{group.url}/history")) == before


def test_protection_is_for_those_who_do_not_work_for_the_body(group):
    protected = group.house.choices.protected
    member = {who: group.house.people.member_of(group.accounts[who], group.tender) for who in ("member", "official")}
    assert 'name="protected"' in group("member").get(f"{group.url}/you").text
    assert 'name="protected"' not in group("official").get(f"{group.url}/you").text
    for who in member:
        group(who).post(f"{group.url}/you", data={"protected": "yes", "hidden": "yes"})
    assert (protected(group.tender, member["member"]), protected(group.tender, member["official"])) == (True, False)
    assert not group.house.choices.in_documents(group.tender, member["member"])
    group("member").post(f"{group.url}/you", data={})
    assert not protected(group.tender, member["member"])
    assert group.house.choices.in_documents(group.tender, member["member"])


def test_a_full_name_is_seen_by_the_person_and_the_facilitator_alone(group):
    group("member").post("/you", data={"name": "Robin", "legal": "Rosalind Quillfeather"})
    assert "Rosalind Quillfeather" in group("member").get("/you").text
    assert "Rosalind Quillfeather" in plain(group("facilitator").get(f"{group.url}/seats"))
    for who in ("commissioner", "procurement", "official", "observer", "co_chair"):
        for page in ("/you", f"{group.url}/seats", f"{group.url}/history", group.url):
            assert "Quillfeather" not in group(who).get(page).text, (who, page)


def test_a_name_that_is_taken_back_shows_nowhere_any_more(group):
    name = group.house.people.account(group.accounts["member"]).name
    Form(group("member"), f"{group.url}/you", role="wheelchair user").done()
    pages = [group.url, f"{group.url}/history", f"{group.url}/waiting", f"{group.url}/seats", f"{group.url}/pack"]
    assert any(name in group("commissioner").get(page).text for page in pages)
    shown = group("member").get("/you/name-withdrawal")
    assert "someone whose name was taken back" in plain(shown)
    assert group("member").post("/you/name-withdrawal").status_code == 422  # nothing happens by mistake
    assert group("member").post("/you/name-withdrawal", data={"sure": "yes"}).headers["location"] == "/you"
    for who in ("commissioner", "facilitator", "member"):
        for page in pages:
            text = group(who).get(page).text
            assert name not in text and "wheelchair" not in text, (who, page)
    assert "someone whose name was taken back" in plain(group("commissioner").get(f"{group.url}/history"))
    assert group.house.record.verify() is None and group.house.people.record.verify() is None


def test_how_often_we_write_is_kept_as_chosen(group):
    account = group.accounts["member"]
    days = {"until-day": "1", "until-month": "2", "until-year": "2027"}
    Form(group("member"), "/you/notices", pace="paused", hour="18", quiet_from="21", quiet_until="7", **days).done()
    kept = group.house.choices.notices(account)
    assert (kept.pace, kept.hour, kept.quiet_from, kept.quiet_until, kept.until) == ("paused", 18, 21, 7, "2027-02-01")
    assert group.house.choices.paused(account, "2027-02-01") and not group.house.choices.paused(account, "2027-02-02")
    form = Form(group("member"), "/you/notices")
    assert (form.values["pace"], form.values["until-year"]) == ("paused", "2027")
    for wrong, sentence in (
        ({"pace": "hourly"}, "Please choose how often you want to hear from us."),
        ({"hour": "25"}, "Please choose hours between 0 and 23."),
        ({"until-day": "31"}, "Please give the day like 31 3 2027, or leave it empty."),
    ):
        answer = group("member").post("/you/notices", data=form.values | wrong)
        assert answer.status_code == 422 and sentence in plain(answer)
    assert group.house.choices.notices(account) == kept


def test_leaving_keeps_what_was_said(group):
    assert group("member").get(group.url).status_code == 200
    before = group.fold().threads[thread(1)]
    Form(group("member"), f"{group.url}/leaving").done()
    assert group("member").get(group.url).status_code == 404
    assert group.fold().threads[thread(1)] == before
    assert group("commissioner").get(f"{group.url}/leaving").status_code == 403  # there is no other commissioner
