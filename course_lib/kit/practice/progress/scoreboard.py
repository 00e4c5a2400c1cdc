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


class Scoreboard(NamedTuple):
    """The table; shows itself at the end of a cell."""

    rows: tuple  # of Row, notebooks sorted
    trouble: str  # what is wrong with the progress file; empty when nothing is
    due: str = ""  # how many claims are due for review(); empty when none is

    def __repr__(self):
        width = max([len("notebook"), *(len(row.notebook) for row in self.rows)])
        lines = [f"{'notebook':<{width}}  bets placed  exercises solved"]
        lines += [f"{row.notebook:<{width}}  {row.bets:>11}  {_solved(row):>16}" for row in self.rows]
        return "\n".join([*lines, *filter(None, [self.due, self.trouble])])

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{name}</th>' for name in ("notebook", "bets placed", "exercises solved"))
        body = "".join(
            f'<tr><th scope="row">{escape(row.notebook)}</th><td>{row.bets}</td><td>{_solved(row)}</td></tr>'
            for row in self.rows
        )
        note = "".join(f"<p>{escape(text)}</p>" for text in (self.due, self.trouble) if text)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def progress():
    """Return the table of what you have bet on and solved, notebook by notebook."""
    entries, trouble = records.load()
    claims, exercises = (catalogue.by_notebook(found) for found in (ledger.claims(), catalogue.exercises().values()))
    rows = []
    for notebook in sorted({*claims, *exercises}):
        bets, tasks = claims.get(notebook, ()), exercises.get(notebook, ())
        made = sum(bet.id in entries["predictions"] for bet in bets)
        solved = sum(entries["exercises"].get(task.name) == "solved" for task in tasks)
        rows.append(Row(notebook, made, solved, len(tasks)))
    return Scoreboard(tuple(rows), trouble, due_sentence(entries))


def reset_progress():
    """Begin anew, and say what became of the old file."""
    return records.forget()


def _solved(row):
    return f"{row.solved} of {row.exercises}" if row.exercises else "none"
