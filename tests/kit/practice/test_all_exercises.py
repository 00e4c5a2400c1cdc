"""Every exercise of the course is proved by its own wrong answers."""

from functools import cache
from pathlib import Path

import pytest

from course_lib.kit.notebook import reading
from course_lib.kit.notebook.reading import source
from course_lib.kit.practice.catalogue import exercise_modules, exercises
from course_lib.kit.practice.exercises.checking import NOT_ATTEMPTED
from course_lib.kit.practice.exercises.desk import check, show_exercise
from course_lib.kit.practice.exercises.proving import proofs

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
read = cache(reading.read)


def test_modules_of_exercises_hold_some():
    assert bool(exercise_modules()) == bool(exercises())


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.name)
def test_the_notebook_of_the_exercise_sets_it(exercise):
    sources = [source(cell) for cell in read(NOTEBOOKS / f"{exercise.notebook}.ipynb").cells]
    assert f'exercise("{exercise.name}")' in "\n".join(sources)


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.name)
def test_the_exercise_is_proved(exercise):
    assert proofs(exercise) == []


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda exercise: exercise.name)
def test_the_committed_cell_is_open_and_does_not_spoil(exercise):
    assert repr(check(exercise.name, ...)) == NOT_ATTEMPTED
    text = repr(show_exercise(exercise))
    assert exercise.title in text
    assert "!" not in exercise.prompt.replace("!=", "")
    for hint in exercise.hints:
        assert hint not in text
