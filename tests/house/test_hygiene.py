"""Mistakes that pass every other test, each found in a well-known library or feared in this one."""

import ast
import functools
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JUDGED = (ast.Expr, ast.Raise, ast.Call, ast.ExceptHandler, ast.Assert)
RETURNS_BOOL = {"allclose", "isclose", "array_equal"}
NOT_OURS = {
    ".git",
    ".venv",
    "node_modules",
    "build",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
    "__pycache__",
}
# The project stands alone. In two halves, so that this file does not hold what it forbids.
FORBIDDEN = [
    "/wo" + "rk/",
    "../sha" + "red",
    "/ro" + "ot/",
    "/opt/whe" + "els",
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npm" + "js.org",
    "deb.deb" + "ian.org",
    "conda.ana" + "conda.org",
]


def nodes(folder, *kinds):
    return [(where, node) for where, node in judged(folder) if isinstance(node, kinds)]


@functools.cache
def judged(folder):
    """Return all nodes of a folder that some test judges; to parse takes longer than all else, so it is done once."""
    paths = (path.relative_to(ROOT) for path in sorted((ROOT / folder).rglob("*.py")))
    sources = ((path, (ROOT / path).read_text("utf-8")) for path in paths if not NOT_OURS & set(path.parts))
    return [found for path, source in sources for found in nodes_of(source, path, *JUDGED)]


def nodes_of(source, name, *kinds):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, kinds):
            yield f"{name}:{node.lineno}", node


def called(node):
    """The last part of the called function's name: `raises` of `pytest.raises(...)`."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def thrown_away(node):
    value = node.value
    return isinstance(value, ast.Compare) or (isinstance(value, ast.Call) and called(value) in RETURNS_BOOL)


def badly_raised(node):
    if not isinstance(node.exc, ast.Call):
        return False
    plain = [c.value for a in node.exc.args for c in ast.walk(a) if isinstance(c, ast.Constant)]
    return len(node.exc.args) != 1 or any("{" in str(text) for text in plain)


def swallowed(node):
    wide = node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"}
    return wide and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)


def text_files():
    for folder, inner, files in os.walk(ROOT):
        inner[:] = sorted(set(inner) - NOT_OURS)
        for path in (Path(folder, file) for file in sorted(files)):
            try:
                yield path.relative_to(ROOT), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_no_comparison_is_thrown_away():
    lost = [where for where, node in nodes("tests", ast.Expr) if thrown_away(node)]
    assert not lost, f"missing `assert` at {lost}"


def test_every_error_has_one_message_and_no_forgotten_f():
    bad = [where for where, node in nodes("course_lib", ast.Raise) if badly_raised(node)]
    assert not bad, f"write one f-string per error at {bad}"


def test_every_expected_error_is_read():
    bad = [
        where
        for where, node in nodes("tests", ast.Call)
        if called(node) == "raises" and not any(keyword.arg in {"match", "check"} for keyword in node.keywords)
    ]
    assert not bad, f"`pytest.raises` without `match` at {bad}"


@pytest.mark.parametrize("folder", ["course_lib", "tools", "tests"])
def test_no_error_is_swallowed(folder):
    bad = [where for where, node in nodes(folder, ast.ExceptHandler) if swallowed(node)]
    assert not bad, f"every error passes unseen at {bad}"


def test_the_library_neither_asserts_nor_prints():
    bad = [where for where, _ in nodes("course_lib", ast.Assert)]
    bad += [where for where, node in nodes("course_lib", ast.Call) if getattr(node.func, "id", "") == "print"]
    assert not bad, f"raise instead of asserting, return instead of printing, at {bad}"


def test_the_project_stands_alone():
    bad = [f"{path}: {word}" for path, text in text_files() for word in FORBIDDEN if word in text]
    assert not bad, f"paths or hosts of one machine in {bad}"


@pytest.mark.parametrize("path", ["Makefile", ".ci/run", "pyproject.toml"])
def test_no_gate_is_held_open(path):
    text = (ROOT / path).read_text("utf-8")
    assert not re.search(r"\|\|\s*(true|:|exit 0)|--exit-zero|--nbval-lax|continue-on-error|^\t-", text, re.MULTILINE)


def test_every_sanitising_pattern_has_its_reason_above_it():
    lines = (ROOT / "tests/notebooks/sanitize.cfg").read_text("utf-8").splitlines()
    bad = [line for above, line in zip(["", *lines], lines) if line.startswith("[") and not above.startswith("# ")]
    assert not bad, f"say above each why it is there: {bad}"


@pytest.mark.parametrize(
    "judge, kind, guilty, innocent",
    [
        (thrown_away, ast.Expr, "a == b", "assert a == b"),
        (thrown_away, ast.Expr, "np.allclose(a, b)", "assert np.allclose(a, b)"),
        (badly_raised, ast.Raise, "raise ValueError('got {x}')", "raise ValueError(f'got {x}')"),
        (badly_raised, ast.Raise, "raise ValueError('got', x)", "raise"),
        (swallowed, ast.ExceptHandler, "try: a\nexcept: pass", "try: a\nexcept OSError: pass"),
        (swallowed, ast.ExceptHandler, "try: a\nexcept Exception: pass", "try: a\nexcept Exception: b"),
    ],
)
def test_the_judges_tell_guilty_from_innocent(judge, kind, guilty, innocent):
    assert any(judge(node) for _, node in nodes_of(guilty, "guilty", kind))
    assert not any(judge(node) for _, node in nodes_of(innocent, "innocent", kind))
