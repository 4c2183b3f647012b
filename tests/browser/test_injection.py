"""Hostile words typed into every field of every form, in a real browser: no dialog, nothing for the policy to refuse, and the words
shown are the words typed."""

import re

import pytest

from specs.signing_off import SignOffClause
from tests.browser.hostile import OURS, Words, Written, everything
from tests.browser.sending import Sent
from tests.browser.shown import differing, differing_in_a_comparison, wrong_with
from tests.browser.walking import CHOOSE, Windows, ask_everything, at_the_door, attach, bring_in, fill_everything, look_everywhere
from tests.corpus import ABSENT, REQUIRED, ROOT
from tests.test_routes import table

# Where the walk does not come by: most are a button and nothing can be typed.
NO_FIELD = {
    "/administration/{account}/sign-out": "a button, for who administers",
    "/sign-in/card/{card}": "a button, for a card that is good",
    "/tenders/new/word/{waiting}/clauses/{place:int}/joining": "a button of the preview",
    "/tenders/new/word/{waiting}/leaving": "a button of the preview",
    "/tenders/{tender}/parts/new/word/{waiting}/clauses/{place:int}/joining": "a button of the preview",
    "/tenders/{tender}/parts/new/word/{waiting}/leaving": "a button of the preview",
    "/check": "a file, and nothing to be typed: tests/test_pages_issuing.py",
    "/tenders/{tender}/decisions/spelling": "for suggestions about spelling alone: tests/test_spelling.py",
    "/tenders/{tender}/returned/new/{waiting}/places": "a choice of the preview",
    "/tenders/{tender}/returned/new/{waiting}": "a button of the preview",
    "/tenders/{tender}/returned/new/{waiting}/leaving": "a button of the preview",
    "/tenders/{tender}/returned/new": "a file, and nothing to be typed: tests/test_pages_returned.py",
    "/tenders/{tender}/legal-changes/{change}/reading": "a button, once it is confirmed",
    "/tenders/{tender}/opening/signature": "a button, once the plan is there to be signed",
    "/tenders/{tender}/seats/{member}/card": "a button",
    "/tenders/{tender}/threads/{thread}/reminder": "a button, once an answer is late",
    "/tenders/{tender}/proposals/{proposal}/signature-withdrawal": "a button, between one signature and the other",
    "/tenders/{tender}/proposals/{proposal}/fitting": "once the clause reads otherwise: tests/test_pages_merging.py",
    "/tenders/{tender}/clauses/{clause}/proposals/together": "for suggestions that collide: tests/test_pages_merging.py",
}
# Forms that nothing hostile can be right for.
NOT_TAKEN = {
    "/sign-in": "an address that nobody has",
    "/sign-in/card": "the words of a card",
    "/sign-in/sent": "six digits",
    "/sign-in/{token}": "six digits",
    "/tenders/{tender}/returned/{file}/reviewers": "a name that a file has",
    "/tenders/{tender}/decisions": "all that waits at once, where a clause is held; one by one they are taken",
}
# What is taken, and shown on no page but in the field itself.
NOT_SHOWN = {
    "/you legal": "for the person and the facilitator of a tender alone; it was typed by somebody who has none",
    "/tenders/new/word title": "may still be changed on the next page, in a field",
    "/tenders/{tender}/parts/new/word title": "the same",
    "/tenders/{tender}/proposals/{proposal}/decision alternative": "of a no, and not of a yes, which is what the walk chooses",
    "/tenders/{tender}/proposals/{proposal}/decision owner": "of the ideas box, and not of a yes",
    "/tenders/{tender}/proposals/{proposal}/override owner": "the same",
}


@pytest.fixture
def opened() -> bool:
    return True


# How much is typed in a form that is to come back, and in a box of one that is to be taken; whether each page is opened, or one of many.
SOME, ALL = (20_000, 2_000, False), (1_500_000, 20_000, True)


@pytest.mark.parametrize("much", [SOME, pytest.param(ALL, marks=pytest.mark.night)], ids=["some", "all"])
def test_every_field_of_every_form(rooms, signed_in, tab, complaints, much):
    room, most, each = much
    windows, written, base = Windows(signed_in), Written(), rooms.served.house.settings.url
    strings, today = everything(), rooms.served.house.today()
    sent = Sent(Words(strings, written), room, most, CHOOSE, fits={("/tenders/{tender}/behalf/many", "points"): min(most, 4_000)})
    known = frozenset(rooms.served.house.desk.fold(rooms.served.tender).clauses)
    rooms.served.act(
        SignOffClause("c18", rooms.served.house.desk.fold(rooms.served.tender).clauses["c18"].version, today), "co_chair", "sign"
    )
    fill_everything(rooms, windows, sent)
    commissioner, set_up = windows.pages["commissioner"], f"/tenders/{rooms.other}"  # before it is opened
    bring_in(commissioner, base, "/tenders", sent)
    bring_in(commissioner, base, f"{set_up}/parts", sent)
    attach(commissioner, base, set_up, sent)
    at_the_door(rooms, windows.listening(tab()), windows.listening(tab()), sent)
    ask_everything(rooms, commissioner, sent, [OURS[0], OURS[9], "a\u202eb\u2066", "x" * 60])
    looked = look_everywhere(rooms, windows, sent, known, each)
    assert (sent.wrong[:9], windows.dialogs, complaints.policy, complaints.errors) == ([], [], [], [])
    # Nothing was forgotten: no form, no field, no string.
    with_fields = {route.removeprefix("POST ") for route, fields in sent.met.items() if fields and route.startswith("POST ")}
    assert {
        "met on no page": {route for method, route in table() if method == "POST" and f"POST {route}" not in sent.met} - set(NO_FIELD),
        "never filled": {route: fields - sent.filled[route] for route, fields in sent.met.items() if fields - sent.filled[route]},
        "never taken": {route: sent.refused.get(route, "") for route in with_fields - set(sent.taken) - set(NOT_TAKEN)},
        "never shown": {written.where[each] for each in written.taken} - {written.where[each] for each in written.seen} - set(NOT_SHOWN),
    } == {"met on no page": set(), "never filled": {}, "never taken": {}, "never shown": set()}
    assert sorted(set(strings) - set(written.texts)) == []
    assert looked > 100 and len(with_fields) > 40


def test_the_strings_of_the_corpus_are_among_them():
    """On a bare clone this is what is left out; the test above types the project’s own strings then."""
    if not ROOT.exists() and not REQUIRED:
        pytest.skip(ABSENT)
    strings = everything()
    assert len(strings) > 6_000
    assert any("\u202e" in text and "\n" in text for text in strings)
    assert len(OURS) == len(set(OURS)) > 100


PLANTS = {
    "a script in the page": ("<script>alert(1)</script>", "a script"),
    "an event of an element": ("<img src=/static/none.png onerror=alert(1)>", "IMG has onerror"),
    "an element": ("<b>bold</b> & <i>words</i>", "shown"),
    "a link that is a script": ("<a href=javascript:alert(1)>words</a>", "leads to javascript:"),
    "a template": ("{{ 7*7 }}", "shown: 'q0a 49 q0z"),
    "a sign that turns the words": ("\u202eturned", "a sign that cannot be seen: U+202E"),
    "a frame": ("<iframe></iframe>", "there is IFRAME"),
    "escaped twice": ("Tom & Mei", "shown: 'q0a Tom &amp; Mei q0z"),
    "cut without a word": ("a string that is cut", "shown: 'q0a a string"),
}


@pytest.mark.parametrize("name", PLANTS)
def test_the_harness_sees_words_that_were_not_escaped_or_stand_otherwise(served, signed_in, complaints, name):
    """What a template would do that marks somebody’s words as safe, or shows others."""
    page, written = signed_in("observer"), Written()
    text, sentence = PLANTS[name]
    typed = written.number(text, "a field")
    page.goto(f"{served.house.settings.url}/help")
    put = typed.replace("{{ 7*7 }}", "49").replace("Tom & Mei", "Tom &amp;amp; Mei").replace(" that is cut", "")
    assert wrong_with(page, written) == []
    page.evaluate("(words) => document.getElementById('main').insertAdjacentHTML('beforeend', `<p>${words}</p>`)", put)
    assert [each for each in wrong_with(page, written) if sentence in each] != []
    complaints.errors.clear()
    complaints.policy.clear()


def test_the_harness_sees_what_the_policy_refuses_and_a_dialog(served, signed_in, complaints):
    windows = Windows(signed_in, ("observer",))
    page = windows.pages["observer"]
    page.goto(f"{served.house.settings.url}/help")
    page.evaluate("() => document.getElementById('main').insertAdjacentHTML('beforeend', '<img src=/static/none.png onerror=alert(1)>')")
    page.wait_for_timeout(300)
    assert [each for each in complaints.policy if "script-src" in each] != [] and windows.dialogs == []
    page.evaluate("() => alert('planted')")
    assert [each.rsplit(": ", 1)[1] for each in windows.dialogs] == ["alert planted"]
    complaints.policy.clear()
    complaints.errors.clear()


def test_the_harness_sees_a_field_that_was_never_filled(served, signed_in):
    page, written = signed_in("observer"), Written()
    sent = Sent(Words(list(OURS), written), 2_000, 500, {})
    page.goto(f"{served.house.settings.url}/help")
    page.evaluate(
        """() => document.getElementById("main").insertAdjacentHTML("beforeend",
          "<form method=post action=/you><label>New <input name=new></label><input type=hidden name=key><button>Go</button></form>")"""
    )
    sent.look(page)
    assert sent.met["POST /you"] - sent.filled["POST /you"] == {"new"}
    sent.meet('<form method="post" action="/you"><textarea id="x" name="newer"></textarea><input type="hidden" name="key"></form>', "/help")
    assert sent.met["POST /you"] == {"new", "newer"}


def test_what_may_cut_words_short():
    written = Written()
    typed = written.number("a long string with an end", "a field")
    assert differing(f"“{typed}”", written, boxed=False) == []
    assert differing("q0a a long string …", written, boxed=False) == differing("q0a a lo…", written, boxed=False) == []
    assert differing("… with an end q0z", written, boxed=False) == []
    for text in (
        "q0a a long string",
        "with an end q0z",
        "q0a a short string …",
        "q0a A long string with an end q0z",
        "q1a nobody typed this",
    ):
        assert differing(text, written, boxed=False) != [], text
    assert differing_in_a_comparison("q0a a  long string with an end q0z", written) == []
    assert differing_in_a_comparison("q0a a strong string with an end q0z", written) != []
    assert re.fullmatch(r"q0a .* q0z", typed)
