"""The teacher's pages, from what the course knows already: minutes, presets, the ledger of claims, the exercises."""

import inspect
import re

from course_lib.kit.practice import catalogue, markup
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.verdicts import VERDICTS
from course_lib.kit.practice.exercises.desk import show_exercise
from tools.publish import course

LESSON = 90  # minutes of a class


def pages(notebooks):
    """Return {page: Markdown}: an index, and a page for each notebook that has claims or exercises."""
    taught = [notebook for notebook in notebooks if explorers(notebook)]
    return {"index": index(taught)} | {notebook.name: page(notebook) for notebook in taught}


def index(notebooks):
    rows = [
        f"| [{n.title}]({n.name}.md) | {n.minutes} | {len(explorers(n))} | {len(claims(n))} | {len(exercises(n))} |"
        for n in notebooks
    ]
    return f"""# For teachers

Each notebook makes one class. It takes a learner an hour at most; in a class of {LESSON} minutes there is time for the
bets, for two or three exercises, and for questions.

| notebook | minutes | explorers | claims | exercises |
|---|---|---|---|---|
{chr(10).join(rows)}

## A class of {LESSON} minutes

1. **Before.** Open the deck that `make slides` made, or the notebook in JupyterLab with `course_lib.lecture()`. Press
   the presets once. Decide which two or three exercises you take.
2. **The bets, 10 minutes.** Show each claim and ask for hands: it holds, it does not, it depends. Write the counts on
   the board. Do not answer yet.
3. **The ideas, 45 minutes.** Ask the question of the section. Do the tiny example on the board. Then the explorer: the
   presets from left to right are the steps of the argument, and their sentences are what to say. Before each preset,
   ask what will change.
4. **It breaks, 5 minutes.** Let the class predict the failure; then show it.
5. **Exercises, 25 minutes.** In pairs, on their own machines. The checker answers the usual mistakes, so you can walk
   round.
6. **The bets again, 5 minutes.** Go back to the counts on the board.
"""


def page(notebook):
    """Return one notebook's page."""
    title = notebook.title
    parts = ["---\norphan: true\n---", f"# Teaching: {title}"]  # the index links it; the sidebar need not
    parts += [f"[The notebook](../notebooks/{notebook.name}.ipynb), {total(notebook)}. [All notebooks](index.md)."]
    parts += ["They will be able to:\n\n" + "\n".join(f"- {aim}" for aim in notebook.course["objectives"])]
    parts += ["## Minutes", minutes(notebook), "## The explorers, preset by preset", presets(notebook)]
    if claims(notebook):
        parts += ["## Misconceptions", misconceptions(notebook)]
    if exercises(notebook):
        parts += ["## Exercises", answers(notebook)]
    return "\n\n".join(parts) + "\n"


def total(notebook):
    return f"{notebook.minutes} minutes of a learner's time"


def explorers(notebook):
    """Return the explorers of a notebook, each once, in its order."""
    return list(dict.fromkeys(shown.kind for _, shown in notebook.explorers()))


def claims(notebook):
    return [claim for claim in ledger.claims() if claim.notebook == notebook.name]


def exercises(notebook):
    """Return the exercises that the notebook sets, in its order."""
    text = "\n".join(course.source(cell) for cell in notebook.cells if cell["cell_type"] == "code")
    known = catalogue.exercises()
    return [known[name] for name in dict.fromkeys(re.findall(r'exercise\("([\w-]+)"\)', text)) if name in known]


def minutes(notebook):
    rows = [f"| {_cell(section.title)} | {section.minutes} |" for section in notebook.sections() if section.minutes]
    return "\n".join(["| section | minutes |", "|---|---|", *rows])


def presets(notebook):
    found = []
    for kind in explorers(notebook):
        found += [f"### {kind.title or kind.__name__}", question(kind)]
        found += [
            "\n".join(
                f"{number}. **{label}.** {preset.sentence}"
                for number, (label, preset) in enumerate(kind.presets.items(), start=1)
            )
        ]
    return "\n\n".join(_text(part) for part in found)


def question(kind):
    return f"*{inspect.getdoc(kind).splitlines()[0]}*"


def misconceptions(notebook):
    """Return the claims that do not hold as they stand, the wrong ones first, each with what is so."""
    order = ("wrong", "imprecise", "convention")
    slips = sorted(
        (claim for claim in claims(notebook) if claim.verdict in order), key=lambda claim: order.index(claim.verdict)
    )
    holding = len(claims(notebook)) - len(slips)
    items = "".join(
        f"<li><p>“{markup.inline(claim.statement)}”</p><p><strong>{VERDICTS[claim.verdict][0]}.</strong> "
        f"{markup.inline(claim.truth)}</p></li>"
        for claim in slips
    )
    rest = f"{holding} more claims of this notebook hold as they stand; its summary lists them all."
    return f'<ul class="slips">{items}</ul>\n\n{rest}'


def answers(notebook):
    parts = []
    for task in exercises(notebook):
        usual = "".join(f"<li>{markup.inline(mistake.hint)}</li>" for mistake in task.mistakes)
        html = show_exercise(task).html + markup.fold(
            "What the checker says to the usual mistakes", f"<ul>{usual}</ul>"
        )
        parts.append(f'<div class="answer">{_one_block(html)}</div>')
    return "\n\n".join(parts)


def _one_block(html):
    """Markdown ends a block of HTML at an empty line: write those of code as a sign that looks the same."""
    return re.sub(r"\n(?=\s*\n)", "\n&#8203;", html)


def _cell(text):
    return text.replace("|", r"\|")


def _text(text):
    """A sentence of the course is plain text: nothing in it is Markdown, but for what stands in backquotes."""
    return text.replace("$", r"\$")
