import re

import pytest

from course_lib.kit.practice import catalogue
from course_lib.kit.practice.exercises import desk
from course_lib.kit.practice.exercises.sources import source_of
from course_lib.kit.practice.progress import records


def test_check_finds_the_exercise_and_records_it(course):
    assert desk.check("output-size", lambda *case: 1).state == "wrong"
    assert records.load().entries["exercises"] == {"output-size": "tried"}
    assert desk.check("output-size", course["output-size"].reference).right
    assert records.load().entries["exercises"] == {"output-size": "solved"}


def test_solved_stays_solved(course):
    desk.check("recall-size", 16)
    desk.check("recall-size", 15)
    assert records.load().entries["exercises"] == {"recall-size": "solved"}


def test_not_attempted_leaves_no_trace(course, progress_file):
    desk.check("recall-size", ...)
    assert not progress_file.exists()


def test_trouble_with_the_progress_file_is_said_once(course, progress_file):
    progress_file.write_text("[]", encoding="utf-8")
    first, second = desk.check("recall-size", 15), desk.check("recall-size", 16)
    assert "cannot be understood" in repr(first)
    assert repr(second) == "Right.\nThe kernel fits 16 times."


@pytest.mark.parametrize("ask", [lambda name: desk.check(name, 1), desk.hint, desk.solution, desk.exercise])
def test_an_unknown_exercise_names_the_nearest(course, ask):
    with pytest.raises(ValueError, match=r"There is no exercise named 'output-sise'. The nearest: output-size"):
        ask("output-sise")


def test_hints_come_one_by_one(course):
    texts = [repr(desk.hint("output-size")) for _ in range(4)]
    assert texts[0] == ('Hint 1: a nudge. How many steps can the window take?\nMore: hint("output-size", rung=2).')
    assert texts[1].startswith("Hint 2: what to expect. `output_size(7, 3, 2, 0)` is 3.")
    assert texts[2].startswith("The solution.\ndef output_size(")
    assert texts[3] == texts[2]
    assert repr(desk.hint("recall-size")).startswith("Hint 1"), "each exercise has its own ladder"


def test_a_rung_can_be_picked(course):
    assert repr(desk.hint("output-size", rung=2)).startswith("Hint 2")
    assert repr(desk.hint("output-size")).startswith("Hint 1")
    with pytest.raises(ValueError, match=r"`rung` must be 1 \(a nudge\), 2 .* or 3 \(the solution\), got 4"):
        desk.hint("output-size", rung=4)


def test_the_solution_is_the_source_with_a_short_docstring(course):
    text = repr(desk.solution("output-size"))
    assert '    """Count the windows."""\n    return (size + 2 * padding - kernel) // stride + 1  # the first' in text
    assert "not for the learner" not in text
    assert "16\nThe kernel fits 16 times." in repr(desk.solution("recall-size"))


def test_a_shorter_solution_may_be_shown(course):
    course["output-size"] = course["output-size"]._replace(solution=lambda n, k, s, p: (n + 2 * p - k) // s + 1)
    assert "lambda n, k, s, p: (n + 2 * p - k) // s + 1" in repr(desk.solution("output-size"))


def test_sources_of_lambdas_stand_alone():
    first, second = lambda a: a + 1, lambda b: (b * 2) + 1
    assert source_of(first) == "lambda a: a + 1"
    assert source_of(second) == "lambda b: (b * 2) + 1"
    assert source_of(lambda c: c if c else 0) == "lambda c: c if c else 0"
    assert source_of(len) == "builtins.len"


def test_an_exercise_shows_its_prompt_and_folds_its_hints(course):
    shown = desk.exercise("output-size")
    assert "Hint" not in repr(shown)
    assert "nudge" not in repr(shown)
    assert repr(shown).endswith('Check it: check("output-size", answer). Stuck: hint("output-size").')
    html = shown._repr_html_()
    open_part = html.split("<details>")[0]
    assert "<code>output_size</code>, for any i &lt; 100" in open_part
    assert "output_size(7, 3)</pre>" in open_part
    assert re.findall("<summary>(.*?)</summary>", html) == ["Hint 1: a nudge", "Hint 2: what to expect", "The solution"]
    assert "steps" not in open_part
    assert "// stride" not in open_part


# --- the catalogue ----------------------------------------------------------------------------------------------------


class Module:
    __name__ = "course_lib.topic.exercises"
    NOTEBOOK = "21_other_notebook"


def test_a_module_of_exercises_must_hold_a_list_of_them(task):
    module = Module()
    with pytest.raises(ValueError, match=r"course_lib.topic.exercises must hold a list named EXERCISES, got NoneType"):
        catalogue.listed(module)
    module.EXERCISES = [task, "x"]
    with pytest.raises(ValueError, match=r"course_lib.topic.exercises: EXERCISES must hold Exercise only, got str"):
        catalogue.listed(module)
    module.EXERCISES = [task]
    assert catalogue.listed(module) == [task]


def test_an_exercise_belongs_to_the_notebook_of_its_module_unless_it_says_otherwise(task):
    module = Module()
    module.EXERCISES = [task._replace(notebook=""), task]
    assert [exercise.notebook for exercise in catalogue.listed(module)] == ["21_other_notebook", "20_some_notebook"]


@pytest.mark.parametrize("notebook", [None, ""])
def test_a_module_of_exercises_must_name_its_notebook(task, notebook):
    module = Module()
    module.EXERCISES, module.NOTEBOOK = [task], notebook
    with pytest.raises(ValueError, match=r"course_lib.topic.exercises must say in NOTEBOOK whose exercises it holds"):
        catalogue.listed(module)


def test_a_name_is_given_once(task, monkeypatch):
    module = Module()
    module.EXERCISES = [task, task]
    monkeypatch.setattr(catalogue, "exercise_modules", lambda: ["course_lib.topic.exercises"])
    monkeypatch.setattr(catalogue, "import_module", lambda name: module)
    with pytest.raises(
        ValueError, match=r"course_lib.topic.exercises: an exercise named 'output-size' is there already"
    ):
        catalogue.exercises.__wrapped__()


def test_exercises_are_found_in_each_module_of_a_package(tmp_path, monkeypatch):
    for file in (
        "one/__init__.py",
        "one/exercises/counts.py",
        "two/__init__.py",
        "two/exercises/sizes.py",
        "three/__init__.py",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    (tmp_path / "two/exercises/_help.py").touch()
    monkeypatch.setattr(catalogue, "topics", lambda: ["one", "three", "two"])
    monkeypatch.setattr(catalogue, "files", lambda package: tmp_path)
    assert catalogue.exercise_modules() == ["course_lib.one.exercises.counts", "course_lib.two.exercises.sizes"]
