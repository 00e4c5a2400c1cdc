"""Exercise and Mistake: what an author writes. Typical wrong answers are executable, so that feedback fits them."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Mistake(NamedTuple):
    hint: str  # the sentence for who makes this mistake: what to look at, not the solution
    answer: Any  # what she would have written: a function like the reference, or a value


class Exercise(NamedTuple):
    """One exercise. A function is asked for when there are cases; a value (number, text, array, tuple) when not.

    >>> twice = Exercise(
    ...     name="twice",
    ...     title="Twice a number",
    ...     prompt="Write `twice(number)`.",
    ...     starter="def twice(number): ...",
    ...     reference=lambda number: 2 * number,
    ...     cases=[(3,), {"number": -1}],
    ...     mistakes=[Mistake("Twice is not the square.", lambda number: number**2)],
    ...     hints=("Add the number to itself.", "`twice(3)` is 6."),
    ... )
    >>> twice.wants_function
    True
    """

    name: str  # for check("<name>", ...): lower case, words joined by "-"
    title: str  # a few words
    prompt: str  # what to do; `code` in backquotes, blank line between paragraphs, four spaces before code lines
    starter: str  # the code the learner completes, without the check line; runs as it stands
    reference: Callable | Any  # the right answer, best a function of the library
    cases: list | None  # arguments: a tuple (in order) or a dict (by name) for each call; None asks for a value
    mistakes: list[Mistake]  # three or more
    hints: tuple[str, str]  # a nudge; the expected picture or shape. The third rung is the solution
    notebook: str = ""  # the file's name without .ipynb; empty: the NOTEBOOK of its module
    tolerance: float = 1e-6  # how far a float may be off, relative and absolute; whole numbers: absolute only
    solution: Callable | None = None  # a shorter function to show as the solution; None shows the reference
    explanation: str = ""  # why the answer is so; stands below the solution, and when the answer is right

    @property
    def wants_function(self):
        return self.cases is not None
