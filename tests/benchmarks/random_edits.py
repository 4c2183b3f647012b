"""Random edits of a text whose truth is known: every word keeps its identity, so where a quote went is counted and not judged.

python -m tests.benchmarks.random_edits SEED TEXT-FILE …
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

TOKEN = re.compile(r"\S+")
Place = tuple[int, int]
Follow = Callable[[Sequence[str], Sequence[Place]], Sequence[Place | None]]


@dataclass(eq=False, slots=True)
class Word:
    """One word with what is written against it; the same word for as long as it stands."""

    text: str


Page = list[list[Word]]  # paragraphs of words


def page_of(text: str) -> Page:
    """A text as paragraphs of words, without blank lines."""
    return [[Word(word) for word in TOKEN.findall(line)] for line in text.split("\n") if line.strip()]


def text_of(page: Page) -> str:
    """The text: words a space apart, a line a paragraph."""
    return "\n".join(" ".join(word.text for word in line) for line in page)


def hull(page: Page, words: Iterable[Word]) -> Place | None:
    """From the first character of the first of these words that stands to the last of the last."""
    wanted = {id(word) for word in words}
    places, at = [], 0
    for line in page:
        for word in line:
            if id(word) in wanted:
                places.append((at, at + len(word.text)))
            at += len(word.text) + 1
        at += not line
    return (places[0][0], places[-1][1]) if places else None


def edited(page: Page, chance: Random, vocabulary: Sequence[str]) -> Page:
    """The page after one edit of a kind that people make."""
    lines = [list(line) for line in page if line]
    k = chance.randrange(len(lines))
    line = lines[k]
    at = chance.randrange(len(line))
    run = min(len(line) - at, 1 + int(chance.expovariate(0.5)))
    new = [Word(chance.choice(vocabulary)) for _ in range(1 + int(chance.expovariate(0.5)))]
    kind = chance.choices(
        ["insert", "delete", "replace", "drop sentence", "move sentence", "write sentence", "move line", "split", "join", "drop line"],
        [20, 20, 30, 3, 4, 6, 6, 4, 4, 3],
    )[0]
    if kind == "insert":
        line[at:at] = new
    elif kind == "delete":
        del line[at : at + run]
    elif kind == "replace":
        line[at : at + run] = new
    elif kind == "write sentence":
        ends = [0, *(place + 1 for place, word in enumerate(line) if word.text.endswith("."))]
        at = chance.choice(ends)
        line[at:at] = [Word(chance.choice(vocabulary)) for _ in range(chance.randint(6, 20))] + [Word("too.")]
    elif kind in ("drop sentence", "move sentence"):
        start, end = _sentence_around(line, at)
        taken = line[start:end]
        del line[start:end]
        if kind == "move sentence":
            there = chance.choice(lines)
            ends = [0, *(place + 1 for place, word in enumerate(there) if word.text.endswith("."))]
            at = chance.choice(ends)
            there[at:at] = taken
    elif kind == "move line":
        lines.insert(chance.randrange(len(lines)), lines.pop(k))
    elif kind == "split":
        lines[k : k + 1] = [line[:at], line[at:]]
    elif kind == "join" and k + 1 < len(lines):
        lines[k : k + 2] = [line + lines[k + 1]]
    elif kind == "drop line" and len(lines) > 3:
        del lines[k]
    lines = [each for each in lines if each]
    return lines or [[Word("Nothing.")]]


def _sentence_around(line: Sequence[Word], at: int) -> tuple[int, int]:
    start = end = at
    while start and not line[start - 1].text.endswith((".", "!", "?")):
        start -= 1
    while end < len(line) - 1 and not line[end].text.endswith((".", "!", "?")):
        end += 1
    return start, end + 1


def quotes(page: Page, chance: Random, many: int) -> list[list[Word]]:
    """Words that somebody might comment on: sentences, and a few words in a row."""
    found = []
    lines = [line for line in page if len(line) >= 4]
    while len(found) < many and lines:
        line = chance.choice(lines)
        at = chance.randrange(len(line))
        if chance.random() < 0.5:
            start, end = _sentence_around(line, at)
        else:
            start, end = at, min(len(line), at + chance.randint(1, 5))
        found.append(line[start:end])
    return found


@dataclass
class Tally:
    """What became of the quotes: exact, near (some of the words), wrong (other words), lost (none was found), gone and said so."""

    exact: int = 0
    near: int = 0
    wrong: int = 0
    lost: int = 0
    gone: int = 0
    alike: int = 0  # the quote is gone, and words that say much the same were found
    unrelated: int = 0  # the quote is gone, and yet it was placed on other words

    def add(self, truth: Place | None, answer: Place | None, quote: str, found: str) -> None:
        if truth is None:
            if answer is None:
                self.gone += 1
            elif likeness(quote, found) >= 0.4:
                self.alike += 1
            else:
                self.unrelated += 1
        elif answer is None:
            self.lost += 1
        else:
            overlap = answer[0] < truth[1] and truth[0] < answer[1]
            self.exact += answer == truth
            self.near += answer != truth and overlap
            self.wrong += not overlap

    @property
    def share(self) -> float:
        """How many of the quotes of which anything stands were found exactly."""
        return self.exact / max(1, self.exact + self.near + self.wrong + self.lost)


def likeness(one: str, two: str) -> float:
    """The words that two texts share, of all of theirs."""
    bags = [Counter(re.findall(r"\w+", text.lower())) for text in (one, two)]
    return 2 * (bags[0] & bags[1]).total() / max(1, bags[0].total() + bags[1].total())


def tried(follow: Follow, text: str, seed: str, edits: int, tally: Tally) -> None:
    """Follows quotes of a text through so many edits, each a version of its own, and counts."""
    chance = Random(seed)
    vocabulary = TOKEN.findall(text)
    first = page = page_of(text)
    chosen = quotes(first, chance, 40)
    texts = [text_of(first)]
    for _ in range(edits):
        page = edited(page, chance, vocabulary)
        texts.append(text_of(page))
    spans = [span for words in chosen if (span := hull(first, words))]
    for words, span, answer in zip(chosen, spans, follow(texts, spans), strict=True):
        found = texts[-1][slice(*answer)] if answer else ""
        tally.add(hull(page, words), answer, texts[0][slice(*span)], found)


def pieces(text: str, size: int = 200) -> list[str]:
    """A text in pieces of about so many words, as long as a clause; the line breaks stay."""
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if sum(len(each.split()) for each in found[-1]) >= size:
            found.append([])
        found[-1].append(line)
    return ["\n".join(lines) for lines in found if sum(len(line.split()) for line in lines) >= size / 2]
