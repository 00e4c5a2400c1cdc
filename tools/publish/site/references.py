"""The page that collects the references of all notebooks."""

import re

from tools.publish import course


def references(notebooks):
    """Return the page that collects the references of all notebooks."""
    lines = ["# References", "", "What the notebooks stand on, notebook by notebook.", ""]
    for notebook in notebooks:
        found = notebook_references(notebook)
        if found:
            lines += [f"## {notebook.title}", ""]
            lines += [f"{number}. {text}" for number, text in enumerate(found, start=1)] + [""]
            lines += [f"[To the notebook](notebooks/{notebook.name}.ipynb)", ""]
    return "\n".join(lines)


def notebook_references(notebook):
    """Return the entries of a notebook's list of references, each on one line."""
    for cell in reversed(notebook.cells):
        match = re.search(r"^(?:#+ |\*\*)References?\**$(.*)", course.source(cell), re.MULTILINE | re.DOTALL)
        if cell["cell_type"] == "markdown" and match:
            listed = re.split(r"^(?:#|\*\*)", match[1], maxsplit=1, flags=re.MULTILINE)[0]
            entries = re.split(r"^(?:\d+\.|\[\d+\]|-) +", listed, flags=re.MULTILINE)[1:]
            return [" ".join(entry.split()) for entry in entries]
    return []
