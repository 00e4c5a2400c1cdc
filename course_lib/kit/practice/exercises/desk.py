"""What a learner types in an exercise cell: exercise, check, hint, solution."""

from typing import NamedTuple

from course_lib.kit.practice import markup
from course_lib.kit.practice.catalogue import exercises, find
from course_lib.kit.practice.exercises.checking import check_answer
from course_lib.kit.practice.exercises.sources import solution_source
from course_lib.kit.practice.progress import records

# How many rungs were shown in this session. Not on file: a restarted notebook begins with the nudge again.
_rungs_shown = {}


class Text(NamedTuple):
    """A text that shows itself at the end of a cell, plain and as HTML."""

    plain: str
    html: str

    def __repr__(self):
        return self.plain

    def _repr_html_(self):
        return self.html


def check(name, answer):
    """Return the `Feedback` on your answer to an exercise, and keep in your progress that you tried or solved it.

    check("output-size", output_size)
    """
    task = find("exercise", name, exercises())
    feedback = check_answer(task, answer)
    if feedback.state == "open":
        return feedback
    trouble = records.record_exercise(task.name, feedback.right)
    return feedback._replace(note="\n\n".join(part for part in (feedback.note, trouble) if part))


def exercise(name):
    """Return an exercise's task, with its hints folded away."""
    return show_exercise(find("exercise", name, exercises()))


def show_exercise(task):
    folded = [markup.fold(label, html) for label, _, html in (_rung(task, number) for number in (1, 2, 3))]
    head = f"<p><strong>Exercise: {markup.inline(task.title)}</strong></p>"
    html = markup.box(head + markup.paragraphs(task.prompt) + "".join(folded), markup.ORANGE, label="Exercise")
    asked = f'Check it: check("{task.name}", answer). Stuck: hint("{task.name}").'
    return Text(f"Exercise: {task.title}\n\n{task.prompt.strip()}\n\n{asked}", html)


def hint(name, rung=None):
    """Return the next hint: first a nudge, then what to expect, then the solution. `rung` picks one of 1, 2, 3.

    Raises `ValueError` if there is no such exercise or rung.
    """
    task = find("exercise", name, exercises())
    if rung is None:
        rung = _rungs_shown[name] = min(_rungs_shown.get(name, 0) + 1, 3)
    return show_hint(task, rung)


def show_hint(task, rung):
    if rung not in (1, 2, 3):
        raise ValueError(f"`rung` must be 1 (a nudge), 2 (what to expect) or 3 (the solution), got {rung!r}")
    label, plain, html = _rung(task, rung)
    more = f'\nMore: hint("{task.name}", rung={rung + 1}).' if rung < 3 else ""
    gap = "\n" if rung == 3 else " "  # code begins on a line of its own
    return Text(f"{label}.{gap}{plain}{more}", markup.box(f"<p><strong>{label}</strong></p>{html}", markup.BLUE))


def solution(name):
    """Return the solution of an exercise, as code."""
    return show_hint(find("exercise", name, exercises()), 3)


def _rung(task, number):
    """Return the label of a rung, and its content as plain text and as HTML."""
    if number < 3:
        label = ("Hint 1: a nudge", "Hint 2: what to expect")[number - 1]
        return label, task.hints[number - 1], markup.paragraphs(task.hints[number - 1])
    source = solution_source(task)
    html = markup.code(source) + markup.paragraphs(task.explanation)
    return "The solution", "\n".join(filter(None, [source, task.explanation])), html
