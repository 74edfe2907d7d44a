"""Mutants of functions: one small change each, compiled to the code that takes the place of the function's own."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

Change = Callable[[], None]
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, the function in which it stands, what was changed, and the function's new code."""

    path: str
    line: int
    function: tuple[str, int]
    what: str
    code: CodeType


def mutants(path: Path, name: str) -> Iterator[Mutant]:
    """Every mutant of the functions of a file; strings of documentation, annotations and decorators stay."""
    source = path.read_text()
    tree = ast.parse(source)
    for number, function in enumerate(_functions(tree)):
        for place in range(len(list(_changes(function)))):
            changed = copy.deepcopy(tree)
            there = list(_functions(changed))[number]
            line, what, change = list(_changes(there))[place]
            change()
            code = _code(compile(ast.fix_missing_locations(changed), str(path), "exec"), there.name, function.lineno)
            if code is not None:
                yield Mutant(name, line, (function.name, first_line(function)), what, code)


def first_line(function: ast.FunctionDef) -> int:
    """Where its code begins, decorators included, as `co_firstlineno` has it."""
    return min([function.lineno, *(each.lineno for each in function.decorator_list)])


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Those of a module and of its classes; one within another is changed with it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def _code(of: CodeType, name: str, line: int) -> CodeType | None:
    for each in of.co_consts:
        if isinstance(each, CodeType):
            if each.co_name == name and each.co_firstlineno <= line <= each.co_firstlineno + 20:
                return each
            if (found := _code(each, name, line)) is not None and not each.co_flags & 0x2:
                return found
    return None


def _changes(function: ast.FunctionDef) -> Iterator[tuple[int, str, Change]]:
    body = function.body[1:] if _is_text(function.body[0]) else function.body
    for statement in body:
        for node in ast.walk(statement):
            if hasattr(node, "lineno"):
                for what, change in _of(node):
                    yield node.lineno, what, change


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _of(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARED:
        other = COMPARED[type(node.ops[0])]()
        yield f"{type(node.ops[0]).__name__} to {type(other).__name__}", lambda: setattr(node, "ops", [other])
    elif isinstance(node, ast.BoolOp):
        turned = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield f"to {type(turned).__name__}", lambda: setattr(node, "op", turned)
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED and not isinstance(node.left, ast.Constant | ast.JoinedStr):
        opposite = COUNTED[type(node.op)]()
        yield f"{type(node.op).__name__} to {type(opposite).__name__}", lambda: setattr(node, "op", opposite)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} turned", lambda: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value} and one", lambda: setattr(node, "value", node.value + 1)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "without not", lambda: _drop_not(node)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "returns None", lambda: setattr(node, "value", ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "call left out", lambda: setattr(node, "value", ast.Constant(None))
    elif isinstance(node, ast.Raise) and node.exc is not None:
        yield "raises another", lambda: setattr(node, "exc", ast.Name("ZeroDivisionError", ast.Load()))


def _drop_not(node: ast.UnaryOp) -> None:
    """`not x` becomes `not not x`."""
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
