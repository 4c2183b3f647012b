"""The history of a tender and of a clause on their pages: everything that was done, in sentences, newest first."""

import re

from server.pages.history import AT_ONCE
from specs.arranging import MergeClauses, MoveClause, RetireClause, SplitClause
from specs.fixing import OpenClauses
from specs.locks import UnlockWords
from specs.summaries import WriteInShort
from tests.filling import act
from tests.visiting import plain


def items(page) -> list[str]:
    """What each entry on the page says."""
    return [" ".join(re.sub("<[^>]*>", " ", each).split()) for each in page.text.split('<li class="ct-history__item">')[1:]]


def test_everything_that_was_done_newest_first(visit):
    page = visit("observer").get(f"{visit.url}/history")
    said = items(page)
    assert len(said) == visit.fold().seq - 2 == 14  # two said that they are linked to no bidder, which is no news
    assert said[0].startswith("Anne Marsh , commissioner, said “In short” for clause 5.2 “Answers”.")
    assert said[-1].startswith("Anne Marsh , commissioner, started the tender “Home from hospital")
    assert "“Consult” promised nobody anything." in said[2]
    assert re.search(r"changed the words of clause 4\.2 “The first visit”\. \d\d:\d\d See what changed At the February meeting", said[3])
    assert re.search(r"<h2[^>]*>\d+ \w+ \d{4}</h2>", page.text)


def test_only_changes_of_words(visit):
    said = items(visit("observer").get(f"{visit.url}/history?about=words"))
    assert [re.sub(r"^.*commissioner, (\w+ \w+).*$", r"\1", each) for each in said] == [
        "added clause",
        "changed the",
        "changed the",
        "started the",
    ]
    assert len(items(visit("observer").get(f"{visit.url}/history?about=nonsense"))) == 14


def test_one_clause(visit):
    page = visit("observer").get(f"{visit.url}/clauses/c8/history")
    said = items(page)
    assert len(said) == 3 and "changed the words" in said[0] and "said “In short”" in said[1] and "started the tender" in said[2]
    assert "Clause 4.2 “The first visit” History" in plain(page) and f'href="{visit.url}/history"' in page.text


def test_entries_lead_to_what_they_changed(visit):
    page = visit("observer").get(f"{visit.url}/history").text
    found = re.findall(rf'href="({visit.url}/clauses/[^"]+)"', page)
    assert f"{visit.url}/clauses/c8/versions/comparison?from=1&amp;to=2" in found and f"{visit.url}/clauses/c20" in found
    for address in found:
        assert visit("observer").get(address.replace("&amp;", "&")).status_code == 200


def test_whoever_said_why_is_heard(visit):
    clause = visit.fold().clauses["c7"]
    for asked in (
        SplitClause("c7", clause.body[2].id, "At home", "why: split"),
        MergeClauses("c7", "why: merged"),
        MoveClause("c2", "c4", "why: moved"),
        RetireClause("c2", "why: retired"),
        OpenClauses(("c14",), "why: opened"),
        UnlockWords("c18", "l1", "why: unlocked"),
    ):
        act(visit, asked)
    said = items(visit("observer").get(f"{visit.url}/history"))[:6]
    assert [each.split("why: ")[1] for each in said] == ["unlocked", "opened", "retired", "moved", "merged", "split"]


def test_long_histories_come_in_pages(visit):
    for number in range(2 * AT_ONCE):
        act(visit, WriteInShort("c1", f"Number {number}."))
    url, seen = f"{visit.url}/history", []
    while url:
        page = visit("observer").get(url)
        seen += items(page)
        older = re.search(r'href="([^"]*)">Older entries', page.text)
        url = older[1].replace("&amp;", "&") if older else ""
        assert len(items(page)) <= AT_ONCE
    assert len(seen) == visit.fold().seq - 2
    assert "Back to the newest" in page.text
    for odd in ("x", "-1", "0", "9" * 40, "٣"):
        assert visit("observer").get(f"{visit.url}/history?page={odd}").status_code == 200
    assert len(items(visit("observer").get(f"{visit.url}/clauses/c1/history"))) == AT_ONCE


def test_a_history_with_nothing_older(visit):
    page = visit("observer").get(f"{visit.url}/history?page=99")
    assert "Nothing" in plain(page) and "Back to the newest" in page.text
