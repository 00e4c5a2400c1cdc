import re

import numpy as np
import pytest

from course_lib.kit.practice.exercises.checking import NOT_ATTEMPTED, check_answer
from course_lib.kit.practice.exercises.tasks import Mistake


def not_there(*args):
    raise NotImplementedError


def with_docstring(size, kernel, stride, padding):
    """Say what it does."""


def ellipsis_only(size, kernel, stride, padding): ...


def test_the_reference_is_right(task):
    feedback = check_answer(task, task.reference)
    assert feedback.right
    assert repr(feedback) == "Right, on all 5 cases."


@pytest.mark.parametrize(
    "answer", [..., None, not_there, ellipsis_only, with_docstring, lambda *case: ..., lambda *case: None]
)
def test_what_is_not_attempted_is_no_error(task, answer):
    feedback = check_answer(task, answer)
    assert (feedback.state, repr(feedback)) == ("open", NOT_ATTEMPTED)


def test_a_starter_that_computes_counts_as_not_attempted_until_it_is_changed(task):
    task = task._replace(
        starter="import math\n\ndef output_size(size, kernel, stride, padding):\n    return math.floor(0)"
    )
    assert check_answer(task, lambda size, kernel, stride, padding: 0).message == NOT_ATTEMPTED
    assert check_answer(task, lambda size, kernel, stride, padding: 1).state == "wrong"


def test_a_forgotten_return_is_named(task):
    def answer(size, kernel, stride, padding):
        _ = size + kernel

    feedback = check_answer(task, answer)
    assert repr(feedback) == "Your function gives nothing back.\nHint: Is a `return` missing?"


@pytest.mark.parametrize("number", [0, 1, 2])
def test_each_mistake_gets_its_hint(task, number):
    mistake = task.mistakes[number]
    feedback = check_answer(task, mistake.answer)
    assert feedback.hint == mistake.hint
    assert repr(feedback).endswith(f"Hint: {mistake.hint}")


def test_the_first_failing_case_stands_with_its_numbers(task):
    assert repr(check_answer(task, task.mistakes[0].answer)) == (
        "4 of 5 cases pass. The first that does not:\n"
        "    with size=5, kernel=4, stride=1, padding=2\n"
        "    yours:     4\n"
        "    should be: 6\n"
        "    Yours is too small by 2.\n"
        "Hint: The padding stands on both sides."
    )


def test_a_mistake_of_no_known_kind_gets_no_hint(task):
    feedback = check_answer(task, lambda *case: 1000)
    assert feedback.hint == ""
    assert "should be: 5" in repr(feedback)


def test_an_answer_that_raises_is_told_in_words_with_its_line(task):
    def answer(size, kernel, stride, padding):
        steps = size - kernel
        return steps // (stride - 1)

    feedback = check_answer(task, answer)
    assert feedback.state == "stopped"
    start = "0 of 5 cases pass. On the case below your function stopped with ZeroDivisionError: integer division"
    assert feedback.message.startswith(start)
    line = answer.__code__.co_firstlineno + 2
    assert feedback.rows.splitlines() == [
        "with size=7, kernel=3, stride=1, padding=0",
        f"in line {line}: return steps // (stride - 1)",
    ]


def test_a_mistake_that_raises_the_same_error_gives_its_hint(task):
    def by_gap(size, kernel, stride, padding):
        return size // (kernel - 3)

    task = task._replace(mistakes=[*task.mistakes, Mistake("Nothing is divided by the kernel.", by_gap)])
    assert check_answer(task, lambda n, k, s, p: n % (k - 3)).hint == ""  # agrees where it raises, not elsewhere
    assert check_answer(task, lambda n, k, s, p: n // (k - 3)).hint == "Nothing is divided by the kernel."


def test_a_reference_may_ask_for_an_error(task):
    def strict(size):
        if size < 1:
            raise ValueError("too small")
        return size

    task = task._replace(reference=strict, cases=[(3,), (0,)], mistakes=[])
    assert check_answer(task, strict).right
    loose = check_answer(task, lambda size: size)
    assert "should be: stop with ValueError" in loose.rows
    other = check_answer(task, lambda size: {3: 3}[size])
    assert other.rows.endswith("It should stop with ValueError.")


@pytest.mark.parametrize(
    "answer, message",
    [
        (5, "This exercise asks for a function, and your answer is a number. Hand over the function itself, as in"),
        ("f", "This exercise asks for a function, and your answer is a text."),
        (lambda a: a, "Your function cannot take the arguments (size, kernel, stride, padding): too many positional"),
        (lambda a, b, c, d, e: a, "padding): missing a required argument: 'e'."),
    ],
)
def test_a_wrong_kind_of_answer_gets_a_sentence(task, answer, message):
    feedback = check_answer(task, answer)
    assert feedback.state == "wrong"
    assert message in feedback.message


@pytest.mark.parametrize("answer", [len, print, dict, type, max, np.add, object()])
def test_odd_callables_never_make_the_check_raise(task, answer):
    assert not check_answer(task, answer).right


def test_an_answer_may_overwrite_its_arguments(task):
    def reference(x):
        return x + 1

    def in_place(x):
        x += 1
        return x

    cases = [(np.zeros(3),), {"x": np.ones(2)}]
    task = task._replace(reference=reference, cases=cases, mistakes=[])
    assert check_answer(task, in_place).right
    assert check_answer(task, in_place).right, "the second check must meet the same cases"
    assert cases[0][0].tolist() == [0, 0, 0]


def test_arrays_are_shown_small_and_large_ones_by_their_first_difference(task):
    task = task._replace(reference=lambda x: x, cases=[(np.eye(2),), (np.zeros((9, 9)),)], mistakes=[])
    small = check_answer(task, lambda x: x * 2)
    assert small.rows.splitlines() == [
        "with x=[[1.0, 0.0],",
        "        [0.0, 1.0]]",
        "yours:     [[2.0, 0.0],",
        "            [0.0, 2.0]]",
        "should be: [[1.0, 0.0],",
        "            [0.0, 1.0]]",
        "2 of 4 values differ, the first at [0, 0]: 2.0, and it should be 1.0.",
    ]
    large = check_answer(task, lambda x: x if len(x) == 2 else x + np.eye(9)[4])
    assert "array of shape (9, 9), from 0.0 to 1.0" in large.rows
    assert "9 of 81 values differ, the first at [0, 4]: 1.0" in large.rows


def test_html_is_escaped_and_a_live_region(task):
    feedback = check_answer(task, lambda *case: "<script>")
    html = feedback._repr_html_()
    assert 'role="status"' in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    hint = check_answer(task._replace(mistakes=[Mistake("`a<b`", lambda *case: 7)]), lambda *case: 7)
    assert "<strong>Hint:</strong> <code>a&lt;b</code>" in hint._repr_html_()


def test_text_is_the_same_in_every_run(task):
    texts = {repr(check_answer(task, lambda *case: object())) for _ in range(3)}
    assert len(texts) == 1
    assert "0x" not in texts.pop()

    def fails(*case):
        raise RuntimeError(f"odd {object()!r}")

    assert not re.search("0x[0-9a-f]+", repr(check_answer(task, fails)))


# --- exercises that ask for a value -----------------------------------------------------------------------------------


def test_a_right_value_comes_with_its_explanation(recall):
    assert repr(check_answer(recall, 16.0)) == "Right.\nThe kernel fits 16 times."


@pytest.mark.parametrize("answer", [..., None])
def test_a_value_not_given_is_not_attempted(recall, answer):
    assert check_answer(recall, answer).message == NOT_ATTEMPTED


def test_a_starter_with_a_value_is_not_attempted(recall):
    assert check_answer(recall._replace(starter="answer = 0"), 0).message == NOT_ATTEMPTED


def test_a_wrong_value_gets_its_hint_and_not_the_solution(recall):
    feedback = check_answer(recall, 15)
    assert repr(feedback) == "Not yet. Your answer is 15.\nHint: Add one."
    assert "16" not in repr(check_answer(recall, 99))


@pytest.mark.parametrize(
    "answer, message",
    [
        ("16", "Not yet. Your answer is '16'. It should be a number."),
        (len, "This exercise asks for a number, and your answer is a function."),
        ([16], "Not yet. Your answer is [16]. It should be a number."),
    ],
)
def test_a_value_of_the_wrong_kind_gets_a_sentence(recall, answer, message):
    assert check_answer(recall, answer).message == message


def test_values_may_be_text_tuples_and_arrays(recall):
    assert check_answer(recall._replace(reference="floor"), "Floor").right
    assert check_answer(recall._replace(reference=(1, 2)), [1, 2]).right
    assert check_answer(recall._replace(reference=np.eye(2)), [[1, 0], [0, 1]]).right
