"""Hold a learner's answer against the reference and against the typical mistakes, and say what fits."""

import copy
import dis
import inspect
import linecache
import traceback
import warnings
from functools import cache
from textwrap import indent
from typing import Any, NamedTuple

from course_lib.kit.practice import markup
from course_lib.kit.practice.exercises.comparison import clean, disagreement, kind, show

NOT_ATTEMPTED = "Not attempted yet."
_COLORS = {"right": markup.GREEN, "wrong": markup.VERMILION, "stopped": markup.VERMILION, "open": markup.GREY}


class Feedback(NamedTuple):
    """What to tell the learner; shows itself at the end of a cell."""

    state: str  # open: not attempted | right | wrong | stopped: her function raised
    message: str  # one or two sentences
    rows: str = ""  # the failing case, what came out and what should have; several lines
    hint: str = ""  # the sentence for this mistake
    note: str = ""  # an explanation, or trouble with the progress file

    @property
    def right(self):
        return self.state == "right"

    def __repr__(self):
        parts = (self.message, indent(self.rows, "    "), self.hint and f"Hint: {self.hint}", self.note)
        return "\n".join(part for part in parts if part)

    def _repr_html_(self):
        rows = markup.code(self.rows) if self.rows else ""
        hint = f"<p><strong>Hint:</strong> {markup.inline(self.hint)}</p>" if self.hint else ""
        text = f"<p>{markup.inline(self.message)}</p>{rows}{hint}{markup.paragraphs(self.note)}"
        return markup.box(text, _COLORS[self.state], role="status")


class Outcome(NamedTuple):
    """What one call came to: a value, or the error it stopped with."""

    value: Any
    error: Exception | None = None


def check_answer(exercise, answer):
    """Return the `Feedback` on an answer to this exercise. Records nothing, and never raises."""
    if answer is None or answer is ...:
        return Feedback("open", NOT_ATTEMPTED)
    return _check_function(exercise, answer) if exercise.wants_function else _check_value(exercise, answer)


def _check_value(exercise, answer):
    untouched = starter_answer(exercise)
    gap = disagreement(answer, exercise.reference, exercise.tolerance)
    if gap is None:
        return Feedback("right", "Right.", note=exercise.explanation)
    if untouched is not None and disagreement(answer, untouched) is None:
        return Feedback("open", NOT_ATTEMPTED)
    if callable(answer):
        return Feedback("wrong", f"This exercise asks for {kind(exercise.reference)}, and your answer is a function.")
    # What should have come out is not shown: for a single value that would be the solution.
    hints = (m.hint for m in exercise.mistakes if disagreement(answer, m.answer, exercise.tolerance) is None)
    other = "" if kind(answer) == kind(exercise.reference) else f" It should be {kind(exercise.reference)}."
    return Feedback("wrong", f"Not yet. Your answer is {show(answer)}.{other}", hint=next(hints, ""))


def _check_function(exercise, answer):
    if not callable(answer):
        cure = f'Hand over the function itself, as in `check("{exercise.name}", f)`, without calling it.'
        return Feedback("wrong", f"This exercise asks for a function, and your answer is {kind(answer)}. {cure}")
    misfit = _arguments_that_do_not_fit(exercise, answer)
    if misfit:
        return Feedback("wrong", misfit)
    got = outcomes(answer, exercise.cases)
    if all(_is_blank(outcome) for outcome in got):
        gave_none = all(outcome.error is None and outcome.value is None for outcome in got)
        forgot = gave_none and not _is_untouched(exercise, answer)
        return _nothing_returned() if forgot else Feedback("open", NOT_ATTEMPTED)
    want = expected(exercise)
    gaps = [gap(g, w, exercise.tolerance) for g, w in zip(got, want)]
    if not any(gaps):
        return Feedback("right", f"Right, on all {len(gaps)} cases.", note=exercise.explanation)
    if _same_results(got, _starter_outcomes(exercise), exercise.tolerance):
        return Feedback("open", NOT_ATTEMPTED)
    return _first_failure(exercise, answer, got, want, gaps)


def _first_failure(exercise, answer, got, want, gaps):
    number = next(i for i, text in enumerate(gaps) if text)
    passed = f"{gaps.count(None)} of {len(gaps)} cases pass."
    case = _beside_text(f"with {show_case(exercise, exercise.cases[number])}", len("with "))
    hint = fitting_hint(exercise, got)
    if got[number].error is not None:
        message, where = _describe_error(answer, got[number].error)
        wanted = f"\n{gaps[number]}" if want[number].error is not None else ""
        return Feedback("stopped", f"{passed} {message}", f"{case}{where}{wanted}", hint)
    rows = [case, f"yours:     {_beside(got[number])}", f"should be: {_beside(want[number])}", gaps[number]]
    return Feedback("wrong", f"{passed} The first that does not:", "\n".join(rows), hint)


def fitting_hint(exercise, got):
    """Return the hint of the mistake that gives just these outcomes on all cases, or ""."""
    for mistake in exercise.mistakes:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            modelled = outcomes(mistake.answer, exercise.cases)
        if _same_results(got, modelled, exercise.tolerance):
            return mistake.hint
    return ""


def outcomes(function, cases):
    """Return the `Outcome` of each call. Every call gets copies, so a function may overwrite its arguments."""
    return [_outcome(function, case) for case in cases]


def expected(exercise):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return outcomes(exercise.reference, exercise.cases)


def _outcome(function, case):
    args, kwargs = _arguments(case)
    try:
        return Outcome(function(*args, **kwargs))
    except Exception as error:
        return Outcome(None, error)


def _arguments(case):
    case = copy.deepcopy(case)
    return ((), case) if isinstance(case, dict) else (case, {})


def gap(got, want, tolerance):
    """Return None where two outcomes agree (errors: where the types do), else a sentence."""
    if got.error is not None and want.error is not None:
        same = type(got.error) is type(want.error)
        return None if same else f"It should stop with {type(want.error).__name__}."
    if got.error is not None:
        return f"It stops with {type(got.error).__name__}."
    if want.error is not None:
        return f"It should stop with {type(want.error).__name__}."
    return disagreement(got.value, want.value, tolerance)


def _same_results(one, other, tolerance):
    return len(one) == len(other) and all(gap(a, b, tolerance) is None for a, b in zip(one, other))


def _is_blank(outcome):
    if outcome.error is not None:
        return isinstance(outcome.error, NotImplementedError)
    return outcome.value is None or outcome.value is ... or outcome.value is NotImplemented


def _nothing_returned():
    return Feedback("wrong", "Your function gives nothing back.", hint="Is a `return` missing?")


# The instructions of a body that only says `...` or `pass`.
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}


def _is_untouched(exercise, answer):
    """Tell a body that nobody began from one that forgot its `return`; both give None."""
    code = getattr(answer, "__code__", None)
    start = getattr(starter_answer(exercise), "__code__", None)
    if code is None or (start is not None and code.co_code == start.co_code):
        return True
    return {step.opname for step in dis.get_instructions(code)} <= _IDLE


@cache
def _run_starter(source):
    namespace = {"__name__": "starter"}
    exec(compile(source, "<starter>", "exec"), namespace)
    return namespace


def starter_answer(exercise):
    """Return what the starter defines: its last function, or its last value. None if it does not run."""
    try:
        namespace = _run_starter(exercise.starter)
    except Exception:
        return None
    own = [value for name, value in namespace.items() if not name.startswith("__") and not inspect.ismodule(value)]
    if exercise.wants_function:
        own = [value for value in own if getattr(value, "__module__", "") == "starter"]
    return own[-1] if own else None


def _starter_outcomes(exercise):
    start = starter_answer(exercise)
    return outcomes(start, exercise.cases) if callable(start) else []


def _arguments_that_do_not_fit(exercise, answer):
    """Return a sentence if the answer cannot even be called with these arguments, else ""."""
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # some built-in functions have none
        return ""
    args, kwargs = _arguments(exercise.cases[0])
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        names = ", ".join(case_names(exercise, exercise.cases[0]))
        return f"Your function cannot take the arguments ({names}): {error}."
    return ""


def case_names(exercise, case):
    """Return the arguments' names: the keys of a dict, or the parameters of the reference."""
    if isinstance(case, dict):
        return list(case)
    try:
        names = list(inspect.signature(exercise.reference).parameters)
    except (TypeError, ValueError):
        names = []
    return names[: len(case)] + [f"argument {i + 1}" for i in range(len(names), len(case))]


def show_case(exercise, case):
    """Return the arguments of a case as text: size=7, kernel=3. Where there are arrays, each on lines of its own."""
    values = case.values() if isinstance(case, dict) else case
    parts = [
        f"{name}={_beside_text(show(value), len(name) + 1)}" for name, value in zip(case_names(exercise, case), values)
    ]
    return ("\n" if any("\n" in part for part in parts) else ", ").join(parts)


def _beside(outcome):
    text = f"stop with {type(outcome.error).__name__}" if outcome.error is not None else show(outcome.value)
    return _beside_text(text, len("should be: "))


def _beside_text(text, width):
    """Indent all lines but the first, so that the rows of an array stand below each other."""
    return text.replace("\n", "\n" + " " * width)


def _describe_error(answer, error):
    """Return the sentence for a function that raised, and the line of it where that happened (as a row)."""
    text = clean(str(error)).strip()
    said = f": {text}" if text else ""
    line, source = _line_of_error(answer, error)
    where = f"\nin line {line}: {source}" if source else ""
    return f"On the case below your function stopped with {type(error).__name__}{said.rstrip('.')}.", where


def _line_of_error(answer, error):
    code = getattr(inspect.unwrap(answer), "__code__", None)
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if code and frame.filename == code.co_filename
    ]
    if not frames:
        return 0, ""
    last = frames[-1]
    return last.lineno, linecache.getline(last.filename, last.lineno).strip()
