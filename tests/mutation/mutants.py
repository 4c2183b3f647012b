"""A file of the rules with one small fault in it: every such fault, in order.

What is changed: comparisons, and/or, not, arithmetic, numbers, True/False, conditions, results, statements left out, and words and names
inside functions. Not changed: what only people read (docstrings, tables of words for pages), types, decorators and fields of dataclasses.
In the table of who may do what each sign becomes another one.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple

COMPARISONS: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
SIGNS = {"●": "–", "②": "●", "③": "●", "o": "●", "p": "●", "r": "–", "–": "●"}


class Mutant(NamedTuple):
    """One fault: the function it is in, what stood there, what stands there now, and the whole file with it."""

    where: str
    before: str
    after: str
    line: int
    source: str

    @property
    def name(self) -> str:
        """What tells it from others, whatever line it is on."""
        return f"`{self.where}`: `{self.before}` → `{self.after}`"


def mutants(source: str) -> list[Mutant]:
    """Every fault of a file, none of them twice."""
    tree = ast.parse(source)
    found: dict[str, Mutant] = {}
    for where, line, put, old, new, before, after in list(_spots(tree)):
        put(ast.copy_location(new, old))
        text = ast.unparse(ast.fix_missing_locations(tree))
        put(old)
        if text not in found:
            found[text] = Mutant(where, before, after, line, text)
    return list(found.values())


Put = Callable[[ast.AST], None]
Spot = tuple[str, int, Put, ast.AST, ast.AST, str, str]


def _spots(tree: ast.Module) -> Iterator[Spot]:
    yield from _in_body(tree, "", False)


def _in_body(node: ast.AST, where: str, inside: bool) -> Iterator[Spot]:
    """The places of a node and all below it; ``inside`` a function, where words and statements count."""
    for name, value in ast.iter_fields(node):
        if name in ("decorator_list", "annotation", "returns", "type_comment", "bases", "keywords") and isinstance(
            node, ast.ClassDef | ast.FunctionDef | ast.arg | ast.AnnAssign
        ):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(-1, value)]:
            if not isinstance(child, ast.AST) or (isinstance(node, ast.ClassDef) and not isinstance(child, ast.FunctionDef)):
                continue
            put = _put(node, name, place)
            if isinstance(child, ast.stmt) and inside and not isinstance(child, ast.FunctionDef):
                yield from _statement(child, put, where)
            if isinstance(child, ast.expr):
                yield from _expression(child, put, where, inside)
            if _is_docstring(node, child) or isinstance(child, ast.JoinedStr) or _is_type(node, child):
                continue
            deeper = isinstance(child, ast.FunctionDef)
            named = (
                f"{where}.{child.name}" if where and isinstance(child, ast.FunctionDef | ast.ClassDef) else getattr(child, "name", where)
            )
            yield from _in_body(child, named if isinstance(child, ast.FunctionDef | ast.ClassDef) else where, inside or deeper)


def _put(node: ast.AST, name: str, place: int) -> Put:
    def put(new: ast.AST) -> None:
        if place < 0:
            setattr(node, name, new)
        else:
            getattr(node, name)[place] = new

    return put


def _is_docstring(node: ast.AST, child: ast.AST) -> bool:
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant) and isinstance(child.value.value, str)


def _is_type(node: ast.AST, child: ast.AST) -> bool:
    """A cast, a type in brackets (``set[int]()``), or the fields of a dataclass with ``field(…)``."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("set", "list", "dict", "tuple", "Counter")
    )


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:150]


def _spot(where: str, old: ast.AST, put: Put, new: ast.AST) -> Spot:
    return where or "the file", getattr(old, "lineno", 0), put, old, new, _shown(old), _shown(new)


def _statement(child: ast.stmt, put: Put, where: str) -> Iterator[Spot]:
    if isinstance(child, ast.Raise | ast.Assign | ast.AugAssign | ast.Expr | ast.Continue | ast.Break) and not _is_docstring(child, child):
        yield _spot(where, child, put, ast.Pass())
    if isinstance(child, ast.Return) and child.value is not None and not _is_none(child.value):
        yield _spot(where, child, put, ast.Return(ast.Constant(None)))
    if isinstance(child, ast.If | ast.While) and not isinstance(child.test, ast.Compare | ast.UnaryOp):
        new = copy.deepcopy(child)
        new.test = ast.UnaryOp(ast.Not(), new.test)
        line, shown = child.lineno, (f"if {_shown(child.test)}", f"if {_shown(new.test)}")
        yield where or "the file", line, put, child, new, *shown


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _expression(child: ast.expr, put: Put, where: str, inside: bool) -> Iterator[Spot]:
    new = copy.deepcopy(child)
    if isinstance(child, ast.Compare):
        for place, sign in enumerate(child.ops):
            other = copy.deepcopy(child)
            other.ops[place] = COMPARISONS[type(sign)]()
            yield _spot(where, child, put, other)
    elif isinstance(new, ast.BoolOp):
        new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
        yield _spot(where, child, put, new)
    elif isinstance(child, ast.UnaryOp) and isinstance(child.op, ast.Not):
        yield _spot(where, child, put, child.operand)
    elif isinstance(new, ast.BinOp) and type(new.op) in ARITHMETIC:
        new.op = ARITHMETIC[type(new.op)]()
        yield _spot(where, child, put, new)
    elif isinstance(child, ast.IfExp):
        yield _spot(where, child, put, child.body)
        yield _spot(where, child, put, child.orelse)
    elif isinstance(child, ast.JoinedStr) and inside:
        yield _spot(where, child, put, ast.Constant(""))
    elif isinstance(child, ast.Constant):
        yield from _constant(child, put, where, inside)


def _constant(child: ast.Constant, put: Put, where: str, inside: bool) -> Iterator[Spot]:
    value = child.value
    if isinstance(value, bool):
        yield _spot(where, child, put, ast.Constant(not value))
    elif isinstance(value, int):
        yield _spot(where, child, put, ast.Constant(value + 1))
    elif isinstance(value, str) and inside:
        yield _spot(where, child, put, ast.Constant("" if value else "x"))
    elif isinstance(value, str) and len(value) == 8 and set(value) <= set(SIGNS):
        for place, sign in enumerate(value):
            yield _spot(where, child, put, ast.Constant(value[:place] + SIGNS[sign] + value[place + 1 :]))
