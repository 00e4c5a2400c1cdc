import pytest

from course_lib.kit.practice.exercises.proving import proofs
from course_lib.kit.practice.exercises.tasks import Mistake


def test_a_good_exercise_has_no_problem(task, recall):
    assert proofs(task) == []
    assert proofs(recall) == []


@pytest.mark.parametrize(
    "change, problem",
    [
        (lambda t: {"name": "Output size"}, "`name` must be lower case words joined by -, got 'Output size'"),
        (lambda t: {"prompt": " "}, "`prompt` must be a text that is not empty, got ' '"),
        (lambda t: {"hints": ("one",)}, "`hints` must be two texts, a nudge and what to expect, got ('one',)"),
        (lambda t: {"mistakes": t.mistakes[:2]}, "There must be three mistakes or more, got 2"),
        (
            lambda t: {"mistakes": [t.mistakes[0]._replace(hint="")] + t.mistakes},
            "Each mistake must have a hint of its own",
        ),
        (lambda t: {"mistakes": t.mistakes + t.mistakes[:1]}, "Each mistake must have a hint of its own"),
        (lambda t: {"reference": 3}, "With `cases`, the reference and all mistakes must be functions"),
        (lambda t: {"cases": [7, 3]}, "`cases` must hold a tuple or dict of arguments for each call"),
        (lambda t: {"cases": []}, "`cases` must hold a tuple or dict of arguments for each call"),
        (lambda t: {"cases": t.cases[:2]}, "No case tells the reference from mistake 1"),
        (lambda t: {"cases": t.cases[:2]}, "Mistake 1 must fail, and it gets: Right, on all 2 cases."),
        (lambda t: {"cases": t.cases[:1]}, "No case tells the reference from mistake 3"),
        (
            lambda t: {"mistakes": [*t.mistakes, Mistake("Again.", t.mistakes[1].answer)]},
            "No case tells mistake 2 from mistake 4",
        ),
        (
            lambda t: {"mistakes": [*t.mistakes, Mistake("Again.", t.mistakes[1].answer)]},
            "Mistake 4 must get its hint 'Again.', and it gets: 0 of 5 cases pass.",
        ),
        (
            lambda t: {"mistakes": [*t.mistakes, Mistake("Begin.", lambda *case: None)]},
            "Mistake 4 must fail, and it gets: Not attempted yet.",
        ),
        (lambda t: {"starter": "def f(:"}, "The starter must run as it stands and define a function"),
        (lambda t: {"starter": "x = 3"}, "The starter must run as it stands and define a function"),
        (
            lambda t: {"starter": "def f(a):\n    ..."},
            "The starter as it stands must count as not attempted, and it gets: Your function cannot take",
        ),
        (lambda t: {"solution": lambda *case: 0}, "The solution that is shown does not pass: "),
        (lambda t: {"prompt": "Write the **second** one."}, "`prompt` is shown as plain text with code in backquotes"),
        (lambda t: {"mistakes": None}, "The examination stopped with TypeError"),
    ],
)
def test_each_fault_is_found(task, change, problem):
    found = proofs(task._replace(**change(task)))
    assert any(text.startswith(problem) for text in found), found


@pytest.mark.parametrize(
    "change, problem",
    [
        ({"reference": 15}, "Mistake 1 must fail, and it gets: Right."),
        ({"reference": None}, "The reference does not pass: Not attempted yet."),
        ({"starter": "answer = 15"}, "Mistake 1 must fail, and it gets: Not attempted yet."),
    ],
)
def test_each_fault_of_a_value_is_found(recall, change, problem):
    found = proofs(recall._replace(**change))
    assert any(text.startswith(problem) for text in found), found
