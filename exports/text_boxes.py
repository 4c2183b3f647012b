"""The words in text boxes: brought to what the tender says, or taken out with the box."""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from exports.ooxml import MC, Piece, Reader, W, text_of, visible
from exports.rewriting import rewrite
from exports.styles import Styles
from exports.xml import remove
from specs.words import edits

PARAGRAPH, BOX = f"{W}p", f"{W}txbxContent"


def say(p: etree._Element, styles: Styles, was: str, text: str) -> None:
    """Gives the box in a paragraph that says ``was`` other words, a line a paragraph; also where they stand for older programs."""
    piece = _boxed(p, styles, was)
    if piece is None:
        return
    for scope in _scopes(piece):
        say_in(scope, styles, text)


def say_in(scope: etree._Element, styles: Styles, text: str) -> None:
    """Gives the paragraphs of a box, or a note, other words, a line a paragraph. Spaces at the beginning stay."""
    inside = list(scope.iter(PARAGRAPH))
    spoken = [k for k, each in enumerate(inside) if visible(each)]
    if not spoken:
        return
    inside = inside[spoken[0] : spoken[-1] + 1]
    lines = text.split("\n")
    while len(inside) < len(lines):
        inside[-1].addnext(more := deepcopy(inside[-1]))
        inside.append(more)
    for each, line in zip(inside, [*lines, *[""] * (len(inside) - len(lines))], strict=True):
        pieces = Reader(styles).pieces(each)
        before = text_of(pieces)
        after = before[: len(before) - len(before.lstrip())] + line.lstrip()
        rewrite(each, pieces, edits(before, after), after)


def take_out(p: etree._Element, styles: Styles, was: str) -> None:
    """Takes the box that says ``was`` out of a paragraph."""
    piece = _boxed(p, styles, was)
    if piece is None:
        return
    whole = piece.element
    for above in piece.element.iterancestors(f"{MC}AlternateContent", PARAGRAPH):
        if above.tag == PARAGRAPH:
            break
        whole = above
    remove(whole)


def _boxed(p: etree._Element, styles: Styles, was: str) -> Piece | None:
    return next((each for each in Reader(styles).pieces(p) if each.boxed and each.text == was), None)


def _scopes(piece: Piece) -> Iterator[etree._Element]:
    """The box as it is shown, and as older programs show it."""
    held = next(piece.element.iterancestors(f"{MC}AlternateContent", PARAGRAPH), None)
    if held is None or held.tag == PARAGRAPH:
        yield piece.element
    else:
        yield from held
