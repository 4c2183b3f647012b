"""Wordings for property tests, and edits of them, made up by chance from a seed: lists, cells, bold, references, notes, blocks."""

import re
from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from specs.spans import Piece, woven
from specs.wording import Mark, Paragraph, Place, Series, Wording, cut, tidy

VOCABULARY = "the provider must meet people every month staff home choose review write agreed day money trust".split()
MARKS = ("bold", "italic", "ref:c4")
CHANCE = st.integers(0, 2**40).map(Random)


def sentence(chance: Random, least: int = 3, most: int = 9) -> str:
    words = [chance.choice(VOCABULARY) for _ in range(chance.randint(least, most))]
    if chance.random() < 0.2:
        words[chance.randrange(len(words))] += ","
    return " ".join(words).capitalize() + chance.choice(".....;?")


def paragraph(chance: Random, name: str) -> Paragraph:
    kind = chance.choice(["para", "para", "para", "num", "bullet", "block"])
    text = " ".join(sentence(chance) for _ in range(chance.randint(1, 3)))
    p = Paragraph(name, kind, text)
    if kind in ("num", "bullet"):
        return replace(p, level=chance.randint(0, 2), series=Series("l1", 0))
    if kind == "block":
        return replace(p, label="Picture")
    return replace(p, place=Place("t1", "r1", chance.choice(["c1", "c2"]))) if chance.random() < 0.2 else p


def marked(chance: Random, p: Paragraph) -> Paragraph:
    words = [m.span() for m in re.finditer(r"\w+", p.text)]
    marks = list(p.marks)
    for _ in range(chance.randint(0, 2) if words else 0):
        first = chance.randrange(len(words))
        last = min(len(words) - 1, first + chance.randint(0, 3))
        marks.append(Mark(words[first][0], words[last][1], chance.choice(MARKS)))
    if words and chance.random() < 0.2 and not any(mark.name == f"note:{p.id}" for mark in marks):
        at = chance.choice(words)[1]
        marks.append(Mark(at, at, f"note:{p.id}"))
    return replace(p, marks=tidy(marks))


def wording_of(chance: Random, size: int) -> Wording:
    return tuple(marked(chance, paragraph(chance, f"p{k}")) for k in range(1, size + 1))


def edited(chance: Random, base: Wording, new: str, times: int = 4) -> Wording:
    """A wording after some edits; new paragraphs have ids that begin with ``new``."""
    now = list(base)
    for k in range(times):
        if not now:
            now.append(paragraph(chance, f"{new}{k}"))
            continue
        at = chance.randrange(len(now))
        match chance.choice(["words"] * 6 + ["add", "add", "remove", "move", "split", "join", "look", "swap"]):
            case "words":
                now[at] = reworded(chance, now[at])
            case "add":
                now.insert(at + chance.randint(0, 1), marked(chance, paragraph(chance, f"{new}{k}")))
            case "remove":
                del now[at]
            case "move":
                p = now.pop(at)
                now.insert(chance.randint(0, len(now)), p)
            case "split":
                now[at : at + 1] = split(chance, now[at], f"{new}{k}")
            case "join" if at + 1 < len(now):
                now[at : at + 2] = [joined(now[at], now[at + 1])]
            case "look":
                now[at] = marked(chance, replace(now[at], level=chance.randint(0, 2)))
            case "swap":
                now[at] = swapped(chance, now[at])
    return tuple(now)


def reworded(chance: Random, p: Paragraph) -> Paragraph:
    words = [m.span() for m in re.finditer(r"\w+", p.text)]
    new = " ".join(chance.choice(VOCABULARY) for _ in range(chance.randint(1, 3)))
    if not words:
        return replace(p, text=new, marks=())
    first = chance.randrange(len(words))
    last = min(len(words) - 1, first + chance.randint(0, 2))
    match chance.choice(["put", "take", "change"]):
        case "put":
            return woven(p, [Piece(words[first][0], words[first][0], Paragraph("", "para", f"{new} "), 0, len(new) + 1)])
        case "take":
            end = words[last + 1][0] if last + 1 < len(words) else words[last][1]
            return woven(p, [Piece(words[first][0], end, Paragraph("", "para", ""), 0, 0)])
    return woven(p, [Piece(words[first][0], words[last][1], Paragraph("", "para", new), 0, len(new))])


def split(chance: Random, p: Paragraph, name: str) -> list[Paragraph]:
    spaces = [m.start() for m in re.finditer(" ", p.text)]
    if not spaces:
        return [p]
    at = chance.choice(spaces)
    return [cut(p, 0, at), replace(cut(p, at + 1, len(p.text)), id=name)]


def joined(one: Paragraph, two: Paragraph) -> Paragraph:
    return woven(one, [Piece(len(one.text), len(one.text), replace(two, text=f" {two.text}", marks=()), 0, len(two.text) + 1)])


def swapped(chance: Random, p: Paragraph) -> Paragraph:
    """The last sentence of a paragraph put first."""
    at = p.text.rfind(". ") + 2
    return replace(p, text=f"{p.text[at:]} {p.text[: at - 1]}", marks=()) if at > 1 else p


def bag(*texts: str) -> Counter[str]:
    """How often each word stands in some texts."""
    return Counter(re.findall(r"\w+|[^\w\s]", "\n".join(texts)))


def insist_on_sound(wording: Wording) -> None:
    """Ids once each, marks inside their text and in order."""
    assert len({p.id for p in wording}) == len(wording)
    for p in wording:
        assert all(0 <= mark.start <= mark.end <= len(p.text) for mark in p.marks)
        assert list(p.marks) == sorted(p.marks)
        widthless = [mark.name for mark in p.marks if mark.start == mark.end]
        assert len(widthless) == len(set(widthless)), "a note stands twice"
