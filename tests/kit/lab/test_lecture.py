"""`course_lib.lecture`: found lazily, says what it does, and refuses what is neither on nor off."""

import subprocess
import sys

import pytest

import course_lib


def test_the_package_knows_it_and_loads_it_late():
    loaded = "print('anywidget' in sys.modules)"
    code = f"import sys, course_lib; {loaded}; course_lib.lecture; {loaded}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


def test_it_can_be_called_twice():
    assert course_lib.lecture().on is True
    assert course_lib.lecture(False).on is False


def test_without_a_kernel_it_is_a_sentence():
    data, _ = course_lib.lecture()._repr_mimebundle_()
    assert data["text/plain"].startswith("Lecture mode is on. PageDown and PageUp")
    assert repr(course_lib.lecture(False)) == "Lecture mode is off."


def test_something_else_is_refused():
    with pytest.raises(TypeError, match="`on` must be True or False, got 'off'"):
        course_lib.lecture("off")


def test_other_names_are_unknown():
    with pytest.raises(AttributeError, match="module 'course_lib' has no attribute 'lectures'"):
        course_lib.lectures  # noqa: B018
