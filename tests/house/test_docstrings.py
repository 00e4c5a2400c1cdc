"""One spelling: how docstrings show examples and arguments, how a topic hands on its names, `color` in identifiers."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("course_lib", "tools", "tests")
MANY = 4  # so many parameters need a section; fewer may stand as `name : text`, or in the sentence
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef


@cache
def trees(folder):
    """Return (path, tree) of each file of Python; parsed once for all rules here."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [(path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))) for path in paths]


def badly_indented(tree):
    """Yield the lines of docstrings that begin an example other than four spaces within the text.

    Where the example is all that follows the first line there is no text to be within, and the formatter takes the
    four spaces off.
    """
    for node in ast.walk(tree):
        if not isinstance(node, DOCUMENTED) or ast.get_docstring(node, clean=False) is None:
            continue
        docstring = node.body[0]
        lines = docstring.value.value.split("\n")
        rest = "\n".join(lines[1:])
        beside = re.sub(r"^ *>>> .*\n(?:.*\S.*\n)*", "", rest + "\n", flags=re.MULTILINE)
        wanted = docstring.col_offset + (4 if beside.strip() else 0)
        for number, line in enumerate(lines):
            begun = re.match(r"( *)>>> ", line)
            if begun and (number == 0 or len(begun[1]) != wanted):
                yield docstring.lineno + number


def parameters(function):
    """Return the names of the arguments that a caller gives."""
    a = function.args
    names = [argument.arg for argument in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if argument]
    return [name for name in names if name not in {"self", "cls"}]


def unnamed(function):
    """Return those of many parameters that the section `Parameters` does not name."""
    names = parameters(function)
    if len(names) < MANY:
        return []
    docstring = ast.get_docstring(function) or ""
    section = re.search(r"^Parameters\n-{10}\n((?:(?!^\w+\n-+$).*\n?)*)", docstring, re.MULTILINE)
    entries = re.findall(r"^\*{0,2}(\w+(?:, \*{0,2}\w+)*)(?: : .*)?$", section[1], re.MULTILINE) if section else []
    named = {name.strip("* ") for entry in entries for name in entry.split(",")}
    return [name for name in names if name not in named]


def public_functions(tree):
    """Yield the public functions of a module and the public methods of its public classes."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        yield from (part for part in inner if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"))


def identifiers(tree):
    """Yield (line, name) of whatever the code names."""
    for node in ast.walk(tree):
        for field in ("id", "arg", "attr", "name", "asname"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield getattr(node, "lineno", 1), name


def names_handed_on(tree):
    """Return what a topic's `__init__` imports by its own name, sorted, or None if a name is changed on its way."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names]
    changed = any(alias.asname for alias in aliases) or any(node.level for node in imports)
    return None if changed else sorted(alias.name for alias in aliases)


def listed(tree):
    """Return the names in `__all__`."""
    lists = [n.value for n in tree.body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "__all__"]
    return [ast.literal_eval(found) for found in lists]


def topic_modules():
    """Return the modules of mathematics that others may import from."""
    own = [entry for entry in trees("course_lib") if len(entry[0].parts) == 3 and entry[0].parts[1] != "kit"]
    return [(path, tree) for path, tree in own if path.stem == "__init__" or not path.stem.startswith("_")]


@pytest.mark.parametrize("folder", FOLDERS)
def test_examples_stand_four_spaces_within_the_text(folder):
    bad = [f"{path}:{line}" for path, tree in trees(folder) for line in badly_indented(tree)]
    assert not bad, f"indent `>>>` and its output by four spaces at {bad}"


def test_many_parameters_have_a_section_that_names_each():
    bad = [
        f"{path}:{function.lineno} {function.name}: {', '.join(unnamed(function))}"
        for path, tree in topic_modules()
        for function in public_functions(tree)
        if unnamed(function)
    ]
    assert not bad, f"from {MANY} parameters on, a section `Parameters` names each: {bad}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_identifiers_say_color(folder):
    bad = {
        f"{path}:{line} {name}"
        for path, tree in trees(folder)
        for line, name in identifiers(tree)
        if "colour" in name.lower()
    }
    assert not bad, f"`color` in identifiers, as in Matplotlib, at {sorted(bad)}"


def test_a_topic_hands_on_what_it_imports_and_lists_it():
    bad = [
        str(path)
        for path, tree in topic_modules()
        if path.name == "__init__.py" and [names_handed_on(tree)] != [sorted(names) for names in listed(tree)]
    ]
    assert not bad, f"write `from course_lib.<topic>.<module> import (a, b)` and list a, b in `__all__`, in {bad}"


def test_a_list_of_explorers_names_each_once():
    bad = [
        str(path)
        for path, tree in trees("course_lib")
        if path.match("course_lib/*/explorers/__init__.py") and (names_handed_on(tree) is None or listed(tree))
    ]
    assert not bad, f"write `from course_lib.<topic>.explorers.<module> import Name` and no more in {bad}"


BEGIN = '"""One.\n\n    Parameters\n    ----------\n    a, b'


@pytest.mark.parametrize(
    "rule, guilty, innocent",
    [
        (
            lambda tree: list(badly_indented(tree)),
            'def f():\n    """One.\n\n    >>> f()\n    1\n\n    Two.\n    """',
            'def f():\n    """One.\n\n        >>> f()\n        1\n\n    Two.\n    """',
        ),
        (
            lambda tree: list(badly_indented(tree)),
            'def f():\n    """One.\n\n        >>> f()\n        1\n    """',
            'def f():\n    """One.\n\n    >>> f()\n    1\n    """',
        ),
        (
            lambda tree: list(badly_indented(tree)),
            'def f():\n    """>>> f()"""',
            'def f():\n    """One."""\n    # >>> f()',
        ),
        (
            lambda tree: list(badly_indented(tree)),
            '"""One.\n\n>>> 1\n1\n\nTwo.\n"""',
            '"""One.\n\n    >>> 1\n    1\n\nTwo.\n"""',
        ),
        (lambda tree: unnamed(tree.body[0]), "def f(a, b, *, c, d): pass", "def f(a, b, *, c): pass"),
        (
            lambda tree: unnamed(tree.body[0]),
            f'def f(a, b, *, c, d):\n    {BEGIN} : int\n        d\n    c : int\n    """',
            f'def f(a, b, *, c, d):\n    {BEGIN} : int\n        Two.\n    c, d\n    """',
        ),
        (
            lambda tree: unnamed(tree.body[0]),
            f'def f(a, b, c, d):\n    {BEGIN}, c : int\n\n    Returns\n    -------\n    d\n    """',
            f'def f(a, b, c, *d):\n    {BEGIN}, c : int\n    *d : int\n\n    Source: x.\n    """',
        ),
        (
            lambda tree: [name for _, name in identifiers(tree) if "colour" in name.lower()],
            "def f(colours): pass",
            "colors = 'colours'  # colours",
        ),
        (
            lambda tree: [name for _, name in identifiers(tree) if "colour" in name.lower()],
            "f'{my_colour}'",
            "f'colour {color}'",
        ),
        (lambda tree: names_handed_on(tree) != ["a"], "from b import a as a", "from b import a"),
        (lambda tree: names_handed_on(tree) != ["a"], "from .b import a", "from b import a"),
    ],
)
def test_the_rules_tell_guilty_from_innocent(rule, guilty, innocent):
    assert rule(ast.parse(guilty))
    assert not rule(ast.parse(innocent))
