"""What every topic owes: a test for each of its claims, a docstring that runs and a test for each of its functions."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from course_lib.kit.practice import catalogue
from course_lib.kit.practice.claims import ledger

ROOT = Path(__file__).parents[2]
TOPICS = catalogue.topics()
NOTEBOOKS = {path.stem for path in ROOT.glob("notebooks/*.ipynb")}

each_topic = pytest.mark.parametrize("topic", TOPICS)


@cache
def parsed(path):
    return ast.parse(path.read_text("utf-8"))


def public_functions(tree):
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def mathematics(topic):
    """Return {path: functions} of the topic's modules that others may import."""
    paths = sorted((ROOT / "course_lib" / topic).glob("[!_]*.py"))
    return {path: public_functions(parsed(path)) for path in paths}


def lacks_doctest(function):
    return ">>>" not in (ast.get_docstring(function) or "")


def names_of(tree, topic):
    """Return the names that a test file takes from a topic: imported, or looked up in a module of it."""
    inside, found = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"course_lib.{topic}."):
            found |= {alias.name for alias in node.names}
            inside |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "course_lib":
            inside |= {alias.asname or alias.name for alias in node.names if alias.name == topic}
    looked_up = (
        node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    )
    return found | {node.attr for node in looked_up if node.value.id in inside}


def promised(claims):
    """Return the names of the tests of the claims that code decides."""
    return {f"test_{claim.id.replace('-', '_')}" for claim in claims if claim.decided_by == "code"}


# ---- claims


@each_topic
def test_every_claim_that_code_decides_has_its_test(topic):
    wanted = promised(claim for claim in ledger.claims() if claim.topic == topic)
    path = ROOT / "tests" / topic / "test_claims.py"
    assert path.exists() or not wanted, f"{topic}/claims.yaml has claims: test each in tests/{topic}/test_claims.py"
    names = [node.name for node in public_functions(parsed(path)) if node.name.startswith("test_")] if wanted else []
    assert Counter(names) == Counter(wanted), "each claim in claims.yaml needs one test of its name, and back"


@pytest.mark.parametrize("claim", ledger.claims(), ids=lambda claim: claim.id)
def test_the_notebook_of_a_claim_is_there(claim):
    assert claim.notebook in NOTEBOOKS, f"{claim.topic}/claims.yaml names a notebook that is not in notebooks/"


# ---- functions


@each_topic
def test_every_public_function_shows_how_it_is_called(topic):
    bad = [f"{path.name}: {one.name}" for path, functions in mathematics(topic).items() for one in functions
           if lacks_doctest(one)]  # fmt: skip
    assert not bad, f"give these an example that runs, or a name with an underscore: {bad}"


@each_topic
def test_every_public_function_has_a_test(topic):
    tested = set().union(*(names_of(parsed(path), topic) for path in (ROOT / "tests" / topic).glob("test_*.py")))
    bad = [f"{path.name}: {one.name}" for path, functions in mathematics(topic).items() for one in functions
           if one.name not in tested]  # fmt: skip
    assert not bad, f"test these in tests/{topic}/, or give them a name with an underscore: {bad}"


# ---- would they notice?


@pytest.mark.parametrize(
    "source, lacking",
    [
        ("def f(): ...", ["f"]),
        ('def f():\n    """Return 1."""', ["f"]),
        ('def f():\n    """Return 1.\n\n    >>> f()\n    1\n    """', []),
        ("def _f(): ...", []),
        ("class F:\n    def f(self): ...", []),
    ],
)
def test_a_function_without_an_example_is_found(source, lacking):
    assert [one.name for one in public_functions(ast.parse(source)) if lacks_doctest(one)] == lacking


@pytest.mark.parametrize(
    "source, names",
    [
        ("from course_lib.boxes import overlap", {"overlap"}),
        ("from course_lib.boxes.measures import overlap as o", {"overlap"}),
        ("from course_lib import boxes\nboxes.overlap(a, b)", {"overlap"}),
        ("from course_lib.boxes import measures\nmeasures.overlap(a, b)", {"measures", "overlap"}),
        ("from course_lib.geometry import overlap", set()),
        ("from course_lib import boxes\nrun.overlap", set()),
        ("from course_lib.boxes_and_more import overlap", set()),
        ("overlap = 1", set()),
    ],
)
def test_a_test_takes_names_from_a_topic(source, names):
    assert names_of(ast.parse(source), "boxes") == names


def test_claims_that_no_code_decides_promise_no_test():
    entry = ledger.claims()[0]
    mine = [entry._replace(id="a-b", decided_by="code"), entry._replace(id="c", decided_by="source")]
    assert promised(mine) == {"test_a_b"}
