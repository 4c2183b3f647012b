"""Random edits of a text whose truth is known: every word keeps its identity, so where a quote went is counted and not judged.

python -m tests.benchmarks.random_edits SEED TEXT-FILE …
"""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

TOKEN = re.compile(r"\S+")
QUOTE = re.compile(r"[^.!?]+[.!?]*")


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


def hull(page: Page, words: Iterable[Word]) -> tuple[int, int] | None:
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
    unrelated: int = 0  # the quote is gone and yet it was placed

    def add(self, truth: tuple[int, int] | None, answer: tuple[int, int] | None) -> None:
        if truth is None:
            self.gone += answer is None
            self.unrelated += answer is not None
        elif answer is None:
            self.lost += 1
        else:
            overlap = answer[0] < truth[1] and truth[0] < answer[1]
            self.exact += answer == truth
            self.near += answer != truth and overlap
            self.wrong += not overlap

    @property
    def standing(self) -> int:
        return self.exact + self.near + self.wrong + self.lost


def history(text: str, seed: object, edits: int) -> tuple[list[Page], list[list[Word]]]:
    """A page and its later versions, an edit each, with quotes of the first."""
    chance = Random(f"{seed}")
    vocabulary = TOKEN.findall(text)
    pages = [page_of(text)]
    chosen = quotes(pages[0], chance, 40)
    for _ in range(edits):
        pages.append(edited(pages[-1], chance, vocabulary))
    return pages, chosen


def tried(text: str, seed: object, edits: int, at_once: bool, tally: Tally, shown: list[str] | None = None) -> None:
    """Follows quotes through so many edits, each a version or all of them one, and counts."""
    from tests.benchmarks.adapters import follow

    pages, chosen = history(text, seed, edits)
    spans = [hull(pages[0], words) for words in chosen]
    texts = [text_of(page) for page in ([pages[0], pages[-1]] if at_once else pages)]
    for words, span, answer in zip(chosen, spans, follow(texts, [s for s in spans if s]), strict=True):
        truth = hull(pages[-1], words)
        tally.add(truth, answer)
        if shown is not None and truth != answer and span:
            shown.append(
                f"Q {texts[0][slice(*span)]!r}\nT {truth and texts[-1][slice(*truth)]!r}\nA {answer and texts[-1][slice(*answer)]!r}\n"
            )


if __name__ == "__main__":
    for edits in (5, 50):
        for at_once in (False, True):
            tally = Tally()
            shown: list[str] = []
            for name in sys.argv[2:]:
                for k in range(5):
                    tried(Path(name).read_text(), f"{sys.argv[1]} {k}", edits, at_once, tally, shown)
            print(edits, "at once" if at_once else "one by one", f"exact {tally.exact / tally.standing:.3f}", tally)
            Path(f"/tmp/random-{edits}-{at_once}.txt").write_text("\n".join(shown))
