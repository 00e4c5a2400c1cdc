"""Is an exercise good enough to be shown? Its mistakes are run as a learner's answers."""

import re
from itertools import combinations

from course_lib.kit.practice.exercises.checking import NOT_ATTEMPTED, check_answer, gap, outcomes, starter_answer
from course_lib.kit.practice.exercises.comparison import disagreement
from course_lib.kit.practice.exercises.sources import solution_source


def proofs(exercise):
    """Return what is wrong with an exercise, as a list of sentences; an empty list when all is well.

    Proved: the reference passes; three mistakes or more, each of which fails and gets its own hint; the cases tell
    the reference and all mistakes apart; the starter as it stands counts as not attempted; three rungs of hints.
    """
    try:
        return [*_texts(exercise), *_form(exercise)] or [
            *_reference(exercise),
            *_mistakes(exercise),
            *_pairs(exercise),
            *_starter(exercise),
        ]
    except Exception as error:  # an exercise too odd to be examined is a problem, not the end of the test run
        return [f"The examination stopped with {type(error).__name__}: {error}"]


def _texts(exercise):
    if not (isinstance(exercise.name, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", exercise.name)):
        yield f"`name` must be lower case words joined by -, got {exercise.name!r}"
    for field in ("title", "prompt", "starter"):
        value = getattr(exercise, field)
        if not (isinstance(value, str) and value.strip()):
            yield f"`{field}` must be a text that is not empty, got {value!r}"
    if re.search(r"\*\*[A-Za-z][^*`]*\*\*", str(exercise.prompt)):
        yield "`prompt` is shown as plain text with code in backquotes: there is no bold, take the stars out"
    hints = exercise.hints
    if isinstance(hints, str) or len(hints) != 2 or not all(isinstance(h, str) and h.strip() for h in hints):
        yield f"`hints` must be two texts, a nudge and what to expect, got {hints!r}"


def _form(exercise):
    if len(exercise.mistakes) < 3:
        yield f"There must be three mistakes or more, got {len(exercise.mistakes)}"
    hints = [mistake.hint for mistake in exercise.mistakes]
    if len({*hints, ""}) <= len(hints):
        yield "Each mistake must have a hint of its own"
    if not exercise.wants_function:
        return
    functions = [exercise.reference, *(mistake.answer for mistake in exercise.mistakes)]
    if not all(map(callable, functions)):
        yield "With `cases`, the reference and all mistakes must be functions"
    if not exercise.cases or not all(isinstance(case, tuple | dict) for case in exercise.cases):
        yield "`cases` must hold a tuple or dict of arguments for each call"


def _reference(exercise):
    feedback = check_answer(exercise, exercise.reference)
    if not feedback.right:
        yield f"The reference does not pass: {feedback}"
    if exercise.solution and not check_answer(exercise, exercise.solution).right:
        yield f"The solution that is shown does not pass: {check_answer(exercise, exercise.solution)}"
    if not solution_source(exercise).strip():
        yield "There is no source to show as the solution"


def _mistakes(exercise):
    for number, mistake in enumerate(exercise.mistakes, start=1):
        feedback = check_answer(exercise, mistake.answer)
        if feedback.right or feedback.state == "open":
            yield f"Mistake {number} must fail, and it gets: {feedback}"
        elif feedback.hint != mistake.hint:
            yield f"Mistake {number} must get its hint {mistake.hint!r}, and it gets: {feedback}"


def _pairs(exercise):
    """The reference and each mistake differ pairwise, otherwise a hint could be wrong."""
    answers = {"the reference": exercise.reference}
    answers |= {f"mistake {number}": mistake.answer for number, mistake in enumerate(exercise.mistakes, start=1)}
    for (one, a), (other, b) in combinations(answers.items(), 2):
        if _alike(exercise, a, b):
            yield f"No case tells {one} from {other}"


def _alike(exercise, a, b):
    if not exercise.wants_function:
        return disagreement(a, b, exercise.tolerance) is None
    pairs = zip(outcomes(a, exercise.cases), outcomes(b, exercise.cases))
    return all(gap(x, y, exercise.tolerance) is None for x, y in pairs)


def _starter(exercise):
    start = starter_answer(exercise)
    if exercise.wants_function and not callable(start):
        yield "The starter must run as it stands and define a function"
    elif check_answer(exercise, start).message != NOT_ATTEMPTED:
        yield f"The starter as it stands must count as not attempted, and it gets: {check_answer(exercise, start)}"
