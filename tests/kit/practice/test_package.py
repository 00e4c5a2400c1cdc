"""What learners type comes from `course_lib` itself; it loads lightly, and the kit behind it knows no topic."""

import subprocess
import sys
from pathlib import Path

import pytest

import course_lib
from course_lib import kit
from course_lib.kit.practice import catalogue

HEAVY = {"ipywidgets", "anywidget", "traitlets", "torch", "matplotlib", "numpy", "yaml"}


def run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_importing_the_course_loads_nothing_heavy():
    code = "import sys, course_lib, course_lib.kit.practice.exercises; "
    assert run(code + f"print(*({HEAVY!r} & set(sys.modules)))").split() == []


def test_asking_for_claims_and_exercises_loads_no_widgets():
    loaded = run(
        "import sys; from course_lib import predict, check, progress; "
        "from course_lib.kit.practice.claims import ledger; "
        f"predict(ledger.claims()[0].id); print(*({HEAVY - {'numpy', 'yaml'}!r} & set(sys.modules)))"
    ).split()
    assert loaded == []


@pytest.mark.parametrize("name", sorted(course_lib._HOME))
def test_every_public_name_is_there(name):
    assert name in dir(course_lib)
    assert callable(getattr(course_lib, name))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"'course_lib' has no attribute 'guess'"):
        _ = course_lib.guess


def test_the_kit_names_no_topic():
    sources = {path: path.read_text(encoding="utf-8") for path in Path(kit.__path__[0]).rglob("*.*py")}
    topics = catalogue.topics()
    found = [(path.name, topic) for path, text in sources.items() for topic in topics if f"course_lib.{topic}" in text]
    assert topics
    assert not found
