"""Each notebook has the parts that a reader relies on, and stores nothing that would mislead without a kernel."""

from pathlib import Path

import pytest

from course_lib.kit.notebook import rules

FOLDER = Path(__file__).parents[2] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks():
    assert PATHS[0].stem == "00_start_here"
    assert len(PATHS) > 2


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nothing_is_wrong_with_the_notebook(path):
    assert rules.problems(path) == []


def test_nothing_is_wrong_with_all_together():
    assert rules.problems_together(FOLDER) == []
