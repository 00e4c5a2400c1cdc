"""Every exercise of the course is proved by its own wrong answers."""

import pytest

from course_lib.kit.practice.catalogue import exercise_modules, exercises
from course_lib.kit.practice.exercises.checking import NOT_ATTEMPTED
from course_lib.kit.practice.exercises.desk import check, show_exercise
from course_lib.kit.practice.exercises.proving import proofs


def test_modules_of_exercises_hold_some():
    assert bool(exercise_modules()) == bool(exercises())


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
