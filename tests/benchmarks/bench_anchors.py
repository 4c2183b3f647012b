"""Comments on chosen words: found again in later versions of real texts, and after random edits whose truth is known."""

import importlib
import secrets
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from types import ModuleType

from specs.anchors import Anchor, Carrying
from specs.words import changes
from tests.benchmarks.adapters import follow, placed, recorded
from tests.benchmarks.random_edits import Follow, Tally, edited, hull, page_of, pieces, quotes, text_of, tried
from tests.benchmarks.ratios import Ratio, at_most, side_by_side
from tests.corpus import ROOT

SCORE = ROOT / "score"
PIECES = 40


def measure() -> Iterable[Ratio]:
    """The figures of anchors; shares of all cases. On a bare clone, without the texts of others, there are none."""
    if not SCORE.exists():
        print("../shared/corpus is not here: no figures of comments on chosen words")
        return
    yield from on_real_histories()
    yield from on_random_edits(secrets.token_hex(3))
    yield carrying()


def scorers() -> tuple[ModuleType, ModuleType]:
    """The scorer of the corpus and its simple tools."""
    sys.path.insert(0, str(SCORE))
    try:
        return importlib.import_module("anchor_score"), importlib.import_module("baseline_anchor")
    finally:
        sys.path.remove(str(SCORE))


def on_real_histories() -> Iterable[Ratio]:
    scorer, tools = scorers()
    ours, theirs = scorer.judge(follow, "DEV")[0], scorer.judge(tools.fuzzy_match_main, "DEV")[0]
    for kind, verdict, what, least, most in (
        ("A sentence", "right", "a sentence that still stands: found in its place", 1.0, None),
        ("A phrase", "right", "a phrase whose sentence still stands: found in its place", 0.999, None),
        ("A phrase", "WRONG", "such a phrase: put on other words", None, 0.0),
        ("A phrase", "needless orphan", "such a phrase: not found", None, 0.0),
        ("D repeated", "right", "a sentence that stands several times: the right one of them", 0.99, None),
        ("C edited (>=0.8)", "right", "an edited sentence: followed", 0.94, None),
        ("C edited (>=0.8)", "WRONG", "an edited sentence: put on other words", None, 0.003),
        ("C gone (<0.4)", "WRONG", "a sentence that is gone: put on other words", None, 0.0),
    ):
        share, other = _share(ours[kind], verdict), _share(theirs[kind], verdict)
        yield _beside(what, "match_main", share, other, least, most)


def _share(counts: Counter[str], verdict: str) -> float:
    return counts[verdict] / max(1, counts.total())


def _beside(what: str, tool: str, share: float, other: float, least: float | None, most: float | None) -> Ratio:
    """Our share beside that of another tool, with the goal for ours."""
    against = f"{tool}: {other:.3g}"
    if least is not None:
        return Ratio(what, against, share, "all" if least == 1 else f"at least {least:g}", share >= least)
    assert most is not None
    return Ratio(what, against, share, f"at most {most:g}" if most else "none", share <= most)


def texts() -> list[str]:
    """Pieces of real texts as long as a clause, from all over the corpus."""
    every = [piece for folder in sorted((ROOT / "versions" / "DEV").iterdir()) for piece in pieces(_middle(folder))]
    return every[:: max(1, len(every) // PIECES)]


def _middle(folder: Path) -> str:
    files = sorted(folder.glob("*.txt"))
    return files[len(files) // 2].read_text(encoding="utf-8")


def on_random_edits(seed: str) -> Iterable[Ratio]:
    match_main: Follow = scorers()[1].fuzzy_match_main
    for edits, least in ((5, 0.9), (50, 0.63)):
        ours, theirs = Tally(), Tally()
        for number, text in enumerate(texts()):
            tried(follow, text, f"{seed} {number}", edits, ours)
            tried(match_main, text, f"{seed} {number}", edits, theirs)
        after = f"after {edits} random edits (seed {seed})"
        yield _beside(f"words that are left of a quote {after}: exactly those", "match_main", ours.share, theirs.share, least, None)
        shares = [each.unrelated / max(1, each.unrelated + each.alike + each.gone) for each in (ours, theirs)]
        yield _beside(f"a quote that is gone {after}: put on unrelated words", "match_main", *shares, None, 0.0)


def carrying() -> Ratio:
    """Fifty comments on a clause of 20,000 characters, through one recorded change of thirty words and sentences of it."""
    text = _middle(ROOT / "versions" / "DEV" / "github-tos")[:20_000]
    chance = Random("carrying")
    page = first = page_of(text)
    for _ in range(30):
        page = edited(page, chance, text.split())
    before, after = text_of(first), text_of(page)
    wordings = recorded([before, after])
    made = changes(*wordings)
    spans = [span for words in quotes(first, chance, 50) if (span := hull(first, words))]
    chosen = [placed(before, wordings[0], *span) for span in spans]

    def ours() -> object:
        carrying = Carrying(*wordings, made)
        return [carrying.carry(wordings[0], places, Anchor(places)) for places in chosen]

    def theirs() -> object:
        return [changes(*wordings) for _ in chosen]

    what = "carrying 50 comments through a change of 20,000 characters"
    return at_most(what, "comparing the wordings anew for each of them", side_by_side(ours, theirs, 7), 0.5)
