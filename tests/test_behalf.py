"""What the facilitator enters for others, and what was asked privately and put forward without the name."""

from specs.labels import label_of
from tests.filling import Form, as_read
from tests.visiting import plain, problem

MEETING = {"method": "meeting", "occasion": "the public meeting at the library"}


def threads_of(group) -> list:
    return list(group.fold().threads.values())


def test_one_thing_that_was_said_by_phone_is_credited_and_confirmed(group):
    before = len(threads_of(group))
    mei = group.house.people.member_of(group.accounts["member"], group.tender)
    form = Form(group("facilitator"), f"{group.url}/behalf/new?clause=c3", text="Please ring twice.", method="phone", credited=mei)
    assert form.done().status_code == 200
    assert form.send().status_code == 303 and len(threads_of(group)) == before + 1  # sent twice is once
    made = threads_of(group)[-1]
    assert (made.first.by, made.first.text, made.first.behalf.method, made.first.confirmed) == (mei, "Please ring twice.", "phone", False)
    page = group("official").get(f"{group.url}/clauses/c3")
    assert "Please ring twice." in plain(page) and "by phone" in plain(page)
    mine = f"{group.url}/threads/{made.id}/posts/1/claim"
    assert group("third").post(mine, data={"key": "not mine"}).status_code == 422
    assert group("member").post(mine, data={"key": "mine"}).status_code == 303
    assert threads_of(group)[-1].first.confirmed


def test_what_nobody_named_said_is_claimed_and_the_facilitator_confirms(group):
    typed = {"text": "Ring twice.", "method": "meeting", "occasion": "the meeting at the library"}
    Form(group("facilitator"), f"{group.url}/behalf/new?clause=c3", **typed).done()
    made = threads_of(group)[-1]
    assert made.first.by == ""
    assert "Someone at the meeting at the library" in plain(group("member").get(f"{group.url}/clauses/c3"))
    claim, confirmation = (f"{group.url}/threads/{made.id}/posts/1/{what}" for what in ("claim", "confirmation"))
    assert group("third").post(claim, data={"key": "claim"}).status_code == 303
    assert group("member").post(claim, data={"key": "late"}).status_code == 422
    assert threads_of(group)[-1].first.by == ""
    assert group("facilitator").post(confirmation, data={"key": "confirm"}).status_code == 303
    assert threads_of(group)[-1].first.by == group.house.people.member_of(group.accounts["third"], group.tender)


def test_two_hundred_points_of_a_meeting_in_one_sitting(group):
    before, tender = len(threads_of(group)), group.fold()
    labels = [label.rstrip(".") for clause in tender.reading_order() if (label := label_of(tender, clause))]
    assert len(labels) > 10
    lines = [f"{labels[number % len(labels)]}: Point {number} was said." for number in range(200)]
    form = Form(group("facilitator"), f"{group.url}/behalf/many", points="\n".join(lines), **MEETING)
    answer = form.done()
    assert answer.status_code == 200
    made = threads_of(group)[before:]
    assert len(made) == 200 and {each.first.behalf.occasion for each in made} == {MEETING["occasion"]}
    assert sorted(each.first.text for each in made) == sorted(f"Point {number} was said." for number in range(200))
    assert len({each.clause for each in made}) == min(len(labels), 200)


def test_a_point_about_a_clause_that_is_not_there_is_told_and_all_are_kept_in_the_box(group):
    points = "1.1: One.\n99.9: Two."
    form, before = Form(group("facilitator"), f"{group.url}/behalf/many", points=points, **MEETING), len(threads_of(group))
    answer = form.send()
    assert "99.9" in problem(answer)
    assert as_read(answer)["points"] == points
    assert len(threads_of(group)) == before
    assert group("member").get(f"{group.url}/behalf/many").status_code == 403


def test_what_was_asked_privately_is_put_forward_in_other_words(group):
    key = "private"
    sent = {"key": key, "version": "1", "kind": "private", "text": "I am afraid to say this aloud."}
    Form(group("member"), f"{group.url}/before-you-comment?clause=c3").send()
    answer = group("member").post(f"{group.url}/clauses/c3/comments/new", data=sent)
    name = answer.headers["location"].split("#")[1]
    url = f"{group.url}/threads/{name}/putting-forward"
    for who in ("commissioner", "official", "quiet", "co_chair"):
        assert group(who).get(url).status_code in (403, 404)
        assert "afraid" not in plain(group(who).get(f"{group.url}/clauses/c3"))
    assert "afraid" in plain(group("facilitator").get(f"{group.url}/clauses/c3"))
    Form(group("facilitator"), url, text="Some of us are afraid.").done()
    page = plain(group("commissioner").get(f"{group.url}/clauses/c3"))
    assert "Some of us are afraid." in page and "aloud" not in page
    assert threads_of(group)[-1].first.by == ""
