"""A quoted place found in a text again."""

import json

import pytest
from hypothesis import given, settings

from specs import quotes
from specs.quotes import find
from specs.wording import plain
from tests.corpus import corpus
from tests.wordings import CHANCE, wording_of

TEXT = "Staff meet each person within two weeks. Staff meet each family within ten days. People choose who comes to their home."


def said(quote: str, *around: object) -> str | None:
    found = find(TEXT, quote, *around)  # type: ignore[arg-type]
    return TEXT[found[0] :][: found[1] - found[0]] + f"@{found[0]}" if found else None


@pytest.mark.parametrize(
    ("quote", "around", "found"),
    [
        ("People choose", (), "People choose@81"),
        ("Staff meet each", (), "Staff meet each@0"),
        ("Staff meet each", (None, None, 45), "Staff meet each@41"),
        ("Staff meet each", (None, " family"), "Staff meet each@41"),
        ("within", ("each person ", " two weeks"), "within@23"),
        ("within", ("Staff sees each family ", ""), "within@64"),
        ("People chose who came", (), "People choose who comes@81"),
        ("Nothing of this", (), None),
        ("", (), None),
        ("  ", (), None),
        ("within", ("no such ", " words"), None),
        ("comes", ("who ", " to"), "comes@99"),
    ],
)
def test_where_a_quote_is(quote, around, found):
    assert said(quote, *around) == found


def insist(chance) -> None:
    text = plain(wording_of(chance, chance.randint(1, 4)))
    start = chance.randrange(len(text))
    end = min(len(text), start + chance.randint(1, 60))
    quote = text[start:end]
    if not quote.strip():
        return
    found = find(text, quote, text[max(0, start - 20) : start], text[end : end + 20], start)
    assert found == (start, end)
    assert find(text, quote, None, None, start) == (start, end)
    longer = f"Something new stands here now.\n{text}"
    by = len(longer) - len(text)
    assert find(longer, quote, longer[max(0, start + by - 20) : start + by], None, start + by) == (start + by, end + by)


@settings(max_examples=500, deadline=None)
@given(CHANCE)
def test_what_stands_there_is_found(chance):
    insist(chance)


@pytest.mark.night
@settings(max_examples=10_000, deadline=None)
@given(CHANCE)
def test_what_stands_there_is_found_many_times(chance):
    insist(chance)


def test_a_fault_would_be_found(monkeypatch):
    from random import Random

    def insist_on_many() -> None:
        for seed in range(200):
            insist(Random(seed))

    monkeypatch.setattr(quotes, "_nearest", lambda places, hint: places[0] if places else None)
    with pytest.raises(AssertionError):
        insist_on_many()


@pytest.mark.parametrize("name", ["hypothesis_match_quote", "dom_anchor_text_quote", "apache_annotator_text_quote"])
def test_cases_of_others(name):
    for case in json.loads((corpus("peers") / f"{name}.json").read_text(encoding="utf-8"))["cases"]:
        if case["level"].startswith("MUST"):
            found = find(case["text"], case["quote"], case.get("prefix"), case.get("suffix"), case.get("hint"))
            expected = case["expected_all"] if "expected_all" in case else [case["expected"]]
            assert (list(found) if found else None) in (expected or [None]), case["id"]


def test_the_longest_text_is_searched_quickly():
    text = "one two three four five. " * 4_000
    assert find(text, "three four six seven eight nine ten eleven") is None
    assert find(text, "five. one", "four ", " two", 50_000) is not None
