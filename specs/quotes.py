"""A quoted place found in a text again by its words and by what stood around it; for texts that come back from elsewhere."""

import re
from collections import Counter
from collections.abc import Sequence

from diff_match_patch import diff_match_patch

from specs.following import mended

LITERAL = 12  # characters: shorter surroundings are meant to the letter, longer ones may have changed a little
CONTEXT = 64  # characters of the surroundings that are looked at
LIKE_ENOUGH = 0.6  # shared words of a quote whose words changed, and likeness of its surroundings
HALF = 0.5
FEW = 8  # words of a quote, of which each mended one counts
ENGINE = diff_match_patch()
ENGINE.Diff_Timeout = 0  # with a time-out the answer depends on how busy the machine is


def find(text: str, quote: str, prefix: str | None = None, suffix: str | None = None, hint: int | None = None) -> tuple[int, int] | None:
    """Where ``quote`` stands in ``text``, from one character to another; None where it is not or where nobody can know.

    ``prefix`` and ``suffix`` are the words right before and after it, ``hint`` the character at which it stood. The same words come
    first; of several such places the one with the likest surroundings, then the one nearest to the hint. Where they are not there, as
    many words that share most of them are taken.
    """
    if not quote.strip():
        return None
    places = _places(text, quote)
    if not places:
        return _likest(text, quote, prefix or "", suffix or "", hint)
    size = len(quote)
    around = prefix or "", suffix or ""
    fit = [at for at in places if text.endswith(around[0], 0, at) and text.startswith(around[1], at + size)]
    if not fit:
        likely = [at for at in places if len(places) > 1 or not _denied(text, at, at + size, *around)]
        scores = [_likeness(text, at, at + size, *around) for at in likely]
        least = HALF if len(places) > 1 else LIKE_ENOUGH
        fit = [at for at, score in zip(likely, scores, strict=True) if score == max(scores) and score >= least]
    return _nearest([(at, at + size) for at in fit], hint)


def _places(text: str, quote: str) -> list[int]:
    found: list[int] = []
    at = text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _denied(text: str, start: int, end: int, prefix: str, suffix: str) -> bool:
    """Whether short surroundings, which are meant to the letter, are others here (not so where they reach beyond the text)."""
    before = len(prefix) <= start and len(prefix) < LITERAL and not text.endswith(prefix, 0, start)
    behind = len(suffix) <= len(text) - end and len(suffix) < LITERAL and not text.startswith(suffix, end)
    return before or behind


def _likeness(text: str, start: int, end: int, prefix: str, suffix: str) -> float:
    """How like what was asked for the surroundings are, as far as the text reaches: from 0 to 1."""
    sides = []
    if prefix.strip():
        wanted = prefix.strip()[-CONTEXT:]
        sides.append(_alike(wanted, text[max(0, start - 2 * CONTEXT) : start].rstrip()[-len(wanted) :], tail=True))
    if suffix.strip():
        wanted = suffix.strip()[:CONTEXT]
        sides.append(_alike(wanted, text[end : end + 2 * CONTEXT].lstrip()[: len(wanted)], tail=False))
    return min(sides, default=1.0)


def _alike(wanted: str, there: str, tail: bool) -> float:
    size = len(there)
    if not size:
        return 1.0
    wanted = wanted[-size:] if tail else wanted[:size]
    diffs = ENGINE.diff_main(wanted.lower(), there.lower(), False)
    return 1 - float(ENGINE.diff_levenshtein(diffs)) / max(size, len(wanted))


def _nearest(places: Sequence[tuple[int, int]], hint: int | None) -> tuple[int, int] | None:
    if hint is None:
        return places[0] if places else None
    return min(places, key=lambda place: (abs(place[0] - hint), place), default=None)


def _likest(text: str, quote: str, prefix: str, suffix: str, hint: int | None) -> tuple[int, int] | None:
    """As many words as the quote has, in a row, that share the most with it."""
    wanted = re.findall(r"\w+", quote.lower())
    spans = [m.span() for m in re.finditer(r"\w+", text)]
    words = [text[start:end].lower() for start, end in spans]
    size = len(wanted)
    if not wanted or size > len(words):
        return None
    best: list[tuple[int, int]] = []
    most = 0.0
    for first, shared in _shared(wanted, words):
        if shared + (size / 2 if size <= FEW else 0) < most:
            continue
        score = shared + (_nearly(wanted, words[first : first + size]) if size <= FEW else 0)
        place = spans[first][0], spans[first + size - 1][1]
        if score > most:
            best, most = [], score
        if score == most:
            best.append(place)
    if most / size < HALF or not best:
        return None
    around = [place for place in best if not (prefix or suffix) or _likeness(text, *place, prefix, suffix) >= LIKE_ENOUGH]
    if most / size < LIKE_ENOUGH and not (prefix or suffix):
        return None
    return _nearest(around, hint)


def _shared(wanted: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """For each run of as many words as are wanted: its first one, and how many words it shares."""
    need, have = Counter(wanted), Counter[str]()
    found, shared, size = [], 0, len(wanted)
    for at, word in enumerate(words):
        have[word] += 1
        shared += have[word] <= need[word]
        if at >= size:
            old = words[at - size]
            shared -= have[old] <= need[old]
            have[old] -= 1
        if at >= size - 1:
            found.append((at - size + 1, shared))
    return found


def _nearly(wanted: Sequence[str], words: Sequence[str]) -> float:
    """What mended words add, where a quote has only a few: half a word each."""
    return sum(0.5 for one, two in zip(wanted, words, strict=True) if one != two and mended(one, two))
