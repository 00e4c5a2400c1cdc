"""An exercise to play with, and a progress file of the test's own."""

from datetime import date

import pytest

from course_lib.kit.practice import catalogue
from course_lib.kit.practice.exercises import desk
from course_lib.kit.practice.exercises.tasks import Exercise, Mistake
from course_lib.kit.practice.progress import days, records


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    """No test touches the learner's own file, or what another test has said and shown."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    for memory in (records._unsaved, records._said, desk._rungs_shown):
        memory.clear()
    return path


@pytest.fixture(autouse=True)
def on(monkeypatch):
    """Begin each test on 12 March 2025. `on(2025, 3, 14)` goes to another day, and returns it."""

    def go(*numbers):
        monkeypatch.setattr(days, "today", lambda: date(*numbers))
        return date(*numbers)

    go(2025, 3, 12)
    return go


def output_size(size, kernel, stride, padding):
    """Count the windows.

    This part of the docstring is not for the learner.
    """
    return (size + 2 * padding - kernel) // stride + 1  # the first window, and one for each step


@pytest.fixture
def task():
    return Exercise(
        name="output-size",
        title="How many outputs",
        prompt="How many outputs are there?\n\nWrite `output_size`, for any i < 100:\n\n    output_size(7, 3)",
        starter="def output_size(size, kernel, stride, padding):\n    ...",
        reference=output_size,
        cases=[(7, 3, 1, 0), (7, 3, 2, 0), (32, 3, 2, 1), (8, 3, 2, 0), (5, 4, 1, 2)],
        mistakes=[
            Mistake("The padding stands on both sides.", lambda n, k, s, p: (n + p - k) // s + 1),
            Mistake("Windows are counted, not gaps: add one.", lambda n, k, s, p: (n + 2 * p - k) // s),
            Mistake("Round down.", lambda n, k, s, p: -((n + 2 * p - k) // -s) + 1),
        ],
        hints=("How many steps can the window take?", "`output_size(7, 3, 2, 0)` is 3."),
        notebook="20_some_notebook",
    )


@pytest.fixture
def recall(task):
    """An exercise whose answer is a value."""
    return task._replace(
        name="recall-size",
        starter="answer = ...",
        reference=16,
        cases=None,
        mistakes=[Mistake("Add one.", 15), Mistake("The padding stands on both sides.", 14), Mistake("Divide.", 31)],
        explanation="The kernel fits 16 times.",
    )


@pytest.fixture
def course(task, recall, monkeypatch):
    """A course with just these two exercises."""
    found = {task.name: task, recall.name: recall}
    monkeypatch.setattr(desk, "exercises", lambda: found)
    monkeypatch.setattr(catalogue, "exercises", lambda: found)
    return found
