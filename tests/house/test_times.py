"""What `make test` says of its own time."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import times

ROOT = Path(__file__).parents[2]


def report(nodeid, duration, when="call"):
    return SimpleNamespace(nodeid=nodeid, duration=duration, when=when)


@pytest.mark.parametrize(
    "nodeid, kind",
    [
        ("tests/kit/sweep/test_every_explorer.py::TestOneStep::test_nothing_is_wrong", "sweeps"),
        ("tests/kit/sweep/test_walk.py::test_a_fault_is_named[White]", "units"),
        ("notebooks/12_fourier.ipynb::Cell 3", "cells"),
        ("tests/notebooks/test_structure.py::test_nothing_is_wrong_with_the_notebook[12_fourier]", "house"),
        ("tests/browser/test_endurance.py::test_an_hour", "endurance"),
        ("tests/browser/test_slides.py::test_every_slide_fits_and_can_be_read[12_fourier-1280x720]", "site"),
        ("tests/browser/test_view.py::test_a_click", "browser"),
        ("course_lib/fourier/dct.py::course_lib.fourier.dct.dct", "units"),
    ],
)
def test_kinds(nodeid, kind):
    assert times.kind_of(nodeid) == kind


def test_a_notebook_adds_what_is_named_after_it_its_topic_or_an_explorer():
    reports = [
        report("tests/kit/sweep/test_every_explorer.py::TestOneStep::test_nothing_is_wrong", 3.0),
        report("tests/fourier/test_dct.py::test_inverse", 1.0, "setup"),
        report("tests/fourier/test_dct.py::test_inverse", 1.0),
        report("tests/test_checks.py::test_shape", 4.0),
        report("tests/browser/test_site.py::test_search", 20.0, "setup"),  # builds the site
        report("tests/browser/test_site.py::test_search", 5.0),
        report("tests/browser/test_pictures.py::test_painted[OneStep]", 0.5),
    ]
    parts = times.measured(reports, times.names_that_grow(ROOT))
    assert parts == {"sweeps": [1, 3.0, 3.0], "units": [2, 6.0, 2.0], "site": [1, 25.0, 20.0], "browser": [1, 0.5, 0.5]}
    *lines, last = times.table(parts, notebooks=10)
    assert [line.split()[0] for line in lines] == ["sweeps", "site", "browser", "units"]
    assert lines[-1] == "units           2 tests     6.0 s, of a notebook   0.2 s"
    assert last == "A further notebook adds 2.5 s, the mean of 10; 25 s are the most on a quiet machine."


@pytest.mark.slow
def test_they_are_printed_in_the_end_beside_those_of_the_part_before(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:nbval", "-o", f"cache_dir={tmp_path}", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "what the tests took" not in run("tests/test_checks.py")
    assert "\nunits " in run("--times", "-n", "1", "tests/test_checks.py")
    both = run("--times", "tests/house/test_times.py", "-k", "kinds")
    assert both.index("\nhouse ") < both.index("\nunits ") < both.index("\nA further notebook adds ")
