"""The table of what the tests take."""

from collections import Counter
from types import SimpleNamespace

import pytest

from tests import times
from tests.times import Times


@pytest.mark.parametrize(
    "test, kind",
    [
        (
            "tests/kit/sweep/test_every_explorer.py::TestPart0::test_nothing_is_wrong_with[OneStep]",
            "sweeps of explorers",
        ),
        ("tests/kit/sweep/test_walk.py::test_a_fault_is_named[White]", "kit"),
        ("course_lib/kit/figures/words.py::course_lib.kit.figures.words.percent", "kit"),
        ("notebooks/12_fourier.ipynb::Cell 3", "cells of notebooks"),
        ("tests/browser/test_site.py::test_a_page_stays_small[21_transposed_convolution]", "browser, a notebook each"),
        ("tests/browser/test_pictures.py::test_painted[OneStep-1]", "browser, explorers' pictures"),
        ("tests/browser/test_view.py::test_keys", "browser, the rest"),
        ("tests/notebooks/test_structure.py::test_rules", "house, tools, notebooks' rules"),
        ("course_lib/geometry/lines.py::course_lib.geometry.lines.join", "topics"),
        ("tests/test_checks.py::test_shape", "ground"),
    ],
)
def test_each_test_is_of_one_kind(test, kind):
    assert times.kind(test) == kind


def test_what_grows_is_shared_among_the_notebooks_and_the_workers():
    seconds = Counter({"sweeps of explorers": 100.0, "topics": 60.0, "kit": 500.0, "ground": 0.1})
    lines = times.table(seconds, 10, 2)
    assert [line.split()[0] for line in lines] == ["kit", "sweeps", "topics", "one"]
    assert lines[-1] == "one more notebook adds 8 s (10 notebooks, 2 at once)"


def test_setup_and_teardown_count_and_a_short_run_prints_nothing():
    plugin, printed = Times(), []
    for _ in range(3):
        plugin.pytest_runtest_logreport(SimpleNamespace(nodeid="tests/test_data.py::test_a", duration=30.0))
    reporter = SimpleNamespace(section=lambda *a, **k: printed.append(a), line=printed.append)
    plugin.pytest_terminal_summary(reporter, SimpleNamespace(option=SimpleNamespace(numprocesses=2)))
    assert printed[1].split() == ["ground", "90", "s"]
    printed.clear()
    Times().pytest_terminal_summary(reporter, None)
    assert printed == []
