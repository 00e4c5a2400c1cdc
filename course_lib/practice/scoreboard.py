"""How far you are: predictions and exercises of each notebook, as a table."""

from html import escape
from typing import NamedTuple

from course_lib.practice import catalogue, ledger, records


class Row(NamedTuple):
    notebook: str
    predictions: int  # bets made
    claims: int  # bets there are
    solved: int  # exercises solved
    exercises: int  # exercises there are


class Scoreboard(NamedTuple):
    """The table; shows itself at the end of a cell."""

    rows: tuple  # of Row, notebooks sorted
    trouble: str  # what is wrong with the progress file; empty when nothing is

    def __repr__(self):
        width = max([len("notebook"), *(len(row.notebook) for row in self.rows)])
        lines = [f"{'notebook':<{width}}  predictions  exercises"]
        lines += [f"{row.notebook:<{width}}  {_of(row)[0]:>11}  {_of(row)[1]:>9}" for row in self.rows]
        return "\n".join([*lines, *filter(None, [self.trouble])])

    def _repr_html_(self):
        head = "".join(f'<th scope="col">{name}</th>' for name in ("notebook", "predictions", "exercises"))
        body = "".join(
            f'<tr><th scope="row">{escape(row.notebook)}</th>{"".join(f"<td>{cell}</td>" for cell in _of(row))}</tr>'
            for row in self.rows
        )
        note = f"<p>{escape(self.trouble)}</p>" if self.trouble else ""
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
        rows.append(Row(notebook, made, len(bets), solved, len(tasks)))
    return Scoreboard(tuple(rows), trouble)


def reset_progress():
    """Begin anew, and say what became of the old file."""
    return records.forget()


def _of(row):
    return f"{row.predictions} of {row.claims}", f"{row.solved} of {row.exercises}" if row.exercises else "none"
