"""How far you are: bets and exercises of each notebook, as a table."""

from html import escape
from typing import NamedTuple

from course_lib.kit.practice import catalogue
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.review import due_sentence
from course_lib.kit.practice.progress import records


class Row(NamedTuple):
    notebook: str
    bets: int  # made; a notebook asks for a few, and any claim can be bet on
    solved: int  # exercises solved
    exercises: int  # exercises there are


NOTHING_YET = (
    "You have placed no bet and solved no exercise yet. Once you have, the notebooks that you have begun are listed "
    "here, with how many of each."
)


class Scoreboard(NamedTuple):
    """The table; shows itself at the end of a cell. Says nothing of the notebooks that the learner has not begun."""

    rows: tuple  # of Row, of the notebooks that the learner has begun, sorted
    waiting: int  # how many notebooks she has not begun
    trouble: str  # what is wrong with the progress file; empty when nothing is
    due: str = ""  # how many claims are due for review(); empty when none is

    @property
    def notes(self):
        """What stands below the table, or in its place."""
        words = "1 more notebook is" if self.waiting == 1 else f"{self.waiting} more notebooks are"
        rest = f"{words} not begun." if self.waiting else "That is every notebook of the course."
        return [rest if self.rows else NOTHING_YET, *filter(None, [self.due, self.trouble])]

    def __repr__(self):
        width = max([len("notebook"), *(len(row.notebook) for row in self.rows)])
        lines = [f"{'notebook':<{width}}  bets placed  exercises solved"] if self.rows else []
        lines += [f"{row.notebook:<{width}}  {row.bets:>11}  {_solved(row):>16}" for row in self.rows]
        return "\n".join([*lines, *self.notes])

    def _repr_html_(self):
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        if not self.rows:
            return notes
        head = "".join(f'<th scope="col">{name}</th>' for name in ("notebook", "bets placed", "exercises solved"))
        body = "".join(
            f'<tr><th scope="row">{escape(row.notebook)}</th><td>{row.bets}</td><td>{_solved(row)}</td></tr>'
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def progress():
    """Return the table of what you have bet on and solved, for each notebook that you have begun."""
    entries, trouble = records.load()
    claims, exercises = (catalogue.by_notebook(found) for found in (ledger.claims(), catalogue.exercises().values()))
    rows, known = [], sorted({*claims, *exercises})
    for notebook in known:
        bets, tasks = claims.get(notebook, ()), exercises.get(notebook, ())
        made = sum(bet.id in entries["predictions"] for bet in bets)
        solved = sum(entries["exercises"].get(task.name) == "solved" for task in tasks)
        if made or any(task.name in entries["exercises"] for task in tasks):
            rows.append(Row(notebook, made, solved, len(tasks)))
    return Scoreboard(tuple(rows), len(known) - len(rows), trouble, due_sentence(entries))


def reset_progress():
    """Begin anew, and say what became of the old file."""
    return records.forget()


def _solved(row):
    return f"{row.solved} of {row.exercises}" if row.exercises else "none"
