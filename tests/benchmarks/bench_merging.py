"""Texts changed by two people at once: merged, taken in parts, and whose each word is; on real histories, beside simple tools."""

import contextlib
import importlib
import importlib.util
import io
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from random import Random
from types import ModuleType

from specs.comparing import compare
from specs.merging import merge as merged
from specs.provenance import Provenance
from specs.wording import Wording
from specs.words import Change, changes
from tests.benchmarks.adapters import accept, blame, find, merge, numbers, page, recorded
from tests.benchmarks.random_edits import edited, page_of, text_of
from tests.benchmarks.ratios import Ratio, at_most, side_by_side
from tests.corpus import ROOT

SCORE = ROOT / "score"

Merge = Callable[[str, str, str], tuple[str, int]]


def measure() -> Iterable[Ratio]:
    """The figures of merging; shares of all cases. On a bare clone, without the texts of others, there are none."""
    if not SCORE.exists():
        print("../shared/corpus is not here: no figures of merging")
        return
    yield from on_real_concurrent_edits()
    yield from in_parts()
    yield from whose_words()
    yield from on_cases_of_others()
    yield from times()


def scorer(name: str) -> ModuleType:
    """A scorer of the corpus, or its simple tools."""
    sys.path.insert(0, str(SCORE))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(SCORE))


def partners() -> dict[str, Merge]:
    """The simple tools that are there, by name."""
    tools = scorer("baseline_merge")
    found = {"patch_apply": tools.dmp_patch}
    if shutil.which("git"):
        found["git, a word a line"] = tools.git_words
    if importlib.util.find_spec("merge3"):
        found["merge3 on words"] = tools.merge3_words
    return found


def on_real_concurrent_edits() -> Iterable[Ratio]:
    score = scorer("merge_score")
    cases = score.load("segments", "DEV")

    def scored(function: Merge) -> Counter[str]:
        found: Counter[str] = score.score(function, cases)[0]["all"]
        return found

    ours = scored(merge)
    theirs = {name: scored(function) for name, function in partners().items()}
    for what, one, whole, least, most in (
        ("two people’s edits of one text: merged without a question", "clean", "n", 0.45, None),
        ("of those: just what people made of it", "equal", "clean", 0.78, None),
        ("of those: words provably lost or doubled", "ledger", "clean", None, 0.0),
        ("merging with itself or with nothing, or in the other order: another result", "laws", "n", None, 0.0),
    ):
        figures = {name: _share(found, one, whole) for name, found in theirs.items()}
        share = _share(ours, one, whole)
        met = share >= least if least is not None else share <= (most or 0)
        yield Ratio(what, _said(figures), share, f"at least {least:g}" if least is not None else "none", met)


def _share(found: Counter[str], one: str, whole: str) -> float:
    many = sum(times for name, times in found.items() if name.startswith("law") or name == "asymmetric") if one == "laws" else found[one]
    return many / max(1, found[whole])


def in_parts() -> Iterable[Ratio]:
    """Real edits of several changes: shared out between two people, and taken in by halves."""
    score = scorer("split_score")
    cases = score.prep("DEV")
    ours = _verdicts(score.run(merge, cases)[0])
    theirs = {name: score.run(function, cases)[0] for name, function in partners().items() if name != "patch_apply"}
    wrong = {name: _verdicts(found)["WRONG"] / _verdicts(found).total() for name, found in theirs.items()}
    share = ours["WRONG"] / ours.total()
    yield Ratio("parts of a real edit merged again: wrong words, and no question", _said(wrong), share, "none", not share)
    right = 0
    for document, number, old, new, *_ in cases:
        chance = Random(f"{document} {number}")
        right += accept(old, new, [k for k in numbers(old, new) if chance.random() < 0.5])[1] == new
    halves = {name: found["accepted half, rest pending"] for name, found in theirs.items()}
    shares = {name: (found["right"] + found["right words"]) / found.total() for name, found in halves.items()}
    what = "half of a suggestion accepted: the rest still gives all of it"
    yield Ratio(what, _said(shares), right / len(cases), "all", right == len(cases))


def _said(figures: dict[str, float]) -> str:
    return ", ".join(f"{name}: {figure:.3g}" for name, figure in figures.items())


def _verdicts(found: dict[str, Counter[str]]) -> Counter[str]:
    return sum(found.values(), Counter[str]())


def whose_words() -> Iterable[Ratio]:
    score = scorer("blame_score")
    figures = {}
    for name, function in (("ours", blame), ("theirs", scorer("baseline_blame").blame_diff)):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            score.run(function, "DEV")
        found = re.search(r"ALL words (\d+)  too early (\d+)  settled (\d+)  stolen (\d+)", said.getvalue())
        assert found
        figures[name] = [int(each) for each in found.groups()]
    for what, one, whole in (
        ("words of a sentence that stood all along, given to somebody else", 3, 2),
        ("words given to an act before they existed", 1, 0),
    ):
        ours, theirs = (figures[name][one] / figures[name][whole] for name in ("ours", "theirs"))
        yield Ratio(what, f"a chained word diff: {theirs:.3g}", ours, "none", not ours)


def on_cases_of_others() -> Iterable[Ratio]:
    score = scorer("peers_score")
    right, every = 0, 0
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        score.find(find)
    for good, all_of_them in re.findall(r"'MUST': '(\d+)/(\d+)'", said.getvalue()):
        right, every = right + int(good), every + int(all_of_them)
    yield Ratio(
        "others’ own cases of finding a quote, those that must be right",
        "Hypothesis, dom-anchor, Apache Annotator",
        right / every,
        "all",
        right == every,
    )


def times() -> Iterable[Ratio]:
    """Against reading the same texts, so that the machine does not matter."""
    old, new = max(_pairs(), key=lambda pair: sum(map(len, pair)))
    one, two = page(old), page(new, old, page(old), "b")
    yield at_most(
        "comparing the longest pair of real versions",
        "a plain word diff of them",
        side_by_side(lambda: compare(one, two), lambda: scorer("baseline_blame").blame_diff([old, new])),
        2,
    )
    text = old[:20_000]
    chance = Random("merging")
    mine, theirs = (text_of(edited(page_of(text), chance, text.split())) for _ in range(2))
    base, ours, other = page(text), page(mine, text, page(text), "a"), page(theirs, text, page(text), "b")
    if "merge3 on words" in partners():
        other_way = partners()["merge3 on words"]
        yield at_most(
            "merging two edits of 20,000 characters",
            "merge3 on words",
            side_by_side(lambda: merged(base, ours, other), lambda: other_way(text, mine, theirs)),
            10,
        )
    every = recorded(_story(text))
    made = [changes(before, after) for before, after in pairwise(every)]
    yield at_most(
        "whose words, over 100 versions",
        "comparing each with the one before",
        side_by_side(lambda: _told(every, made), lambda: [changes(*pair) for pair in pairwise(every)]),
        4,
    )


def _pairs() -> list[tuple[str, str]]:
    return [(old, new) for _, _, old, new in scorer("split_score").pairs("DEV")]


def _story(text: str) -> list[str]:
    chance = Random("whose words")
    every = [page_of(text)]
    for _ in range(99):
        every.append(edited(every[-1], chance, text.split()))
    return [text_of(each) for each in every]


def _told(every: Sequence[Wording], made: Sequence[Sequence[Change]]) -> None:
    told = Provenance()
    told.tell(every[0], 0)
    for number, (wording, change) in enumerate(zip(every[1:], made, strict=True), 1):
        told.tell(wording, number, (), change)
