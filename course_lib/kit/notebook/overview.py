"""The two tables of all notebooks, README's and the map in `00_start_here`, made from what each says of itself."""

import re

from course_lib.kit.notebook.reading import source

START = "00_start_here"
README_HEAD = "| notebook | the question it starts with | minutes |"
MAP_HEAD = "| part | notebook | the question it starts with |"


def readme_row(notebook):
    """Return the line of a notebook in README's table."""
    return f"| [{notebook.name}](notebooks/{notebook.name}.ipynb) | {notebook.question} | {notebook.minutes} |"


def map_row(notebook, before=None):
    """Return the line of a notebook in the map; a part is named once, so `before` is the notebook above it."""
    part = "" if before and before.part == notebook.part else f"{notebook.part} "
    return f"| {part}| [{notebook.name}]({notebook.name}.ipynb) | {notebook.question} |"


def readme(text, notebooks):
    """Return README's text with the table of these notebooks.

    Raises `ValueError` if the text has no table with the known head.
    """
    return _with_table(text, README_HEAD, [readme_row(notebook) for notebook in notebooks], "README.md")


def course_map(text, notebooks):
    """Return the text of the cell that holds the map, with these notebooks in it but for `00_start_here` itself."""
    listed = [notebook for notebook in notebooks if notebook.name != START]
    rows = [map_row(notebook, before) for before, notebook in zip([None, *listed], listed)]
    return _with_table(text, MAP_HEAD, rows, f"{START}.ipynb")


def map_cell(start):
    """Return the cell of `00_start_here` that holds the map."""
    found = [cell for cell in start.cells if cell["cell_type"] == "markdown" and MAP_HEAD in source(cell)]
    if len(found) != 1:
        raise ValueError(f"{START}.ipynb must hold the table `{MAP_HEAD}` in one cell, got {len(found)}")
    return found[0]


def _with_table(text, head, rows, where):
    table = re.search(rf"^{re.escape(head)}\n(?:\|.*(?:\n|\Z))*", text, re.MULTILINE)
    if not table:
        raise ValueError(f"{where} must hold the table `{head}`, which is where the notebooks are listed")
    rule = "|".join(["", *["---"] * (head.count("|") - 1), ""])
    return text[: table.start()] + "\n".join([head, rule, *rows]) + "\n" * table[0].endswith("\n") + text[table.end() :]
