"""The package as a whole: light, complete, and without knowledge of any topic."""

import subprocess
import sys
from pathlib import Path

import pytest

from course_lib import practice
from course_lib.practice import catalogue

HEAVY = {"ipywidgets", "anywidget", "traitlets", "torch", "matplotlib", "numpy", "yaml"}


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_importing_practice_loads_nothing_heavy():
    loaded = run(f"import sys, course_lib.practice; print(*({HEAVY!r} & set(sys.modules)))").split()
    assert loaded == []


def test_asking_for_claims_and_exercises_loads_no_widgets():
    loaded = run(
        "import sys; from course_lib.practice import predict, check, claims, progress; predict(claims()[0].id);"
        f"print(*({HEAVY - {'numpy', 'yaml'}!r} & set(sys.modules)))"
    ).split()
    assert loaded == []


@pytest.mark.parametrize("name", practice.__all__)
def test_every_public_name_is_there(name):
    assert name in dir(practice)
    assert callable(getattr(practice, name))


def test_names_stay_functions_after_the_modules_are_loaded():
    assert callable(practice.progress)
    assert practice.progress.__module__ == "course_lib.practice.scoreboard"
    assert practice.exercises is catalogue.exercises


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"'course_lib.practice' has no attribute 'guess'"):
        _ = practice.guess


def test_practice_names_no_topic():
    topics = set(catalogue.topics()) - {"practice", "interactive"}
    sources = {path: path.read_text(encoding="utf-8") for path in Path(practice.__path__[0]).glob("*.*")}
    found = [(path.name, topic) for path, text in sources.items() for topic in topics if f"course_lib.{topic}" in text]
    assert topics
    assert not found
