"""The solution of an exercise as the learner may read it: the source of its reference, cleaned."""

import ast
import inspect
from pathlib import Path
from textwrap import dedent

from course_lib.kit.practice.exercises.comparison import show


def solution_source(exercise):
    """Return the solution as code: the source of `solution` or of the reference; of a value, the value."""
    if not exercise.wants_function:
        return show(exercise.reference)
    return source_of(exercise.solution or exercise.reference)


def source_of(function):
    """Return the source of a function: a lambda without what surrounds it, a docstring cut to its first line."""
    function = inspect.unwrap(function)
    try:
        source = dedent(inspect.getsource(function))
        if function.__name__ == "<lambda>":
            return _lambda_source(function)
    except (TypeError, OSError, SyntaxError):  # built in, or typed at a prompt
        return f"{getattr(function, '__module__', '')}.{getattr(function, '__name__', show(function))}".lstrip(".")
    return shorten_docstring(source).rstrip()


def _lambda_source(function):
    text = Path(inspect.getsourcefile(function)).read_text(encoding="utf-8")
    line = function.__code__.co_firstlineno
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Lambda) and node.lineno == line]
    # Several may stand on one line: the right one spans all the instructions.
    node = next(node for node in found if _spans(node, function.__code__))
    return dedent(ast.get_source_segment(text, node))


def _spans(node, code):
    start, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
    places = [p for p in code.co_positions() if None not in p and p[3] > 0]
    return all(start <= (first, left) and (last, right) <= end for first, last, left, right in places)


def shorten_docstring(source):
    """Return a function's source with only the first line of its docstring: the rest is not the solution."""
    definition = ast.parse(source).body[0]
    text = ast.get_docstring(definition)
    if not text or "\n" not in text:
        return source
    node, lines = definition.body[0], source.splitlines()
    first = " " * node.col_offset + f'"""{text.splitlines()[0]}"""'
    return "\n".join([*lines[: node.lineno - 1], first, *lines[node.end_lineno :]])
