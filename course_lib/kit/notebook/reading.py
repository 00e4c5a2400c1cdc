"""A committed notebook as data: what its metadata says, its sections with their minutes. Executes nothing."""

import json
import re
from pathlib import Path
from typing import NamedTuple


class Section(NamedTuple):
    title: str
    minutes: int
    cells: list


class Notebook(NamedTuple):
    name: str  # file name without .ipynb
    content: dict  # the whole file

    @property
    def cells(self):
        return self.content["cells"]

    @property
    def course(self):
        """What the notebook says of itself: title, question, part, needs, objectives. `rules.py` holds it to that."""
        return self.content["metadata"].get("course", {})

    @property
    def title(self):
        return self.course["title"]

    @property
    def question(self):
        """The question that it starts with."""
        return self.course["question"]

    @property
    def part(self):
        """Its part of the course, as "2 convolution"; the digit is the first one of the name."""
        return self.course["part"]

    @property
    def minutes(self):
        """A learner's time: that of its sections."""
        return sum(section.minutes for section in self.sections())

    def sections(self):
        """Return the `Section`s: what stands before the first heading of level 2 is the first, named by the title."""
        found = [Section(self.course.get("title", self.name), 0, [])]
        for cell in self.cells:
            if heading := opens_section(cell):
                found.append(Section(heading, cell["metadata"].get("minutes", 0), []))
            found[-1].cells.append(cell)
        return found


def read(path):
    """Return the notebook of one file."""
    path = Path(path)
    return Notebook(path.stem, json.loads(path.read_text("utf-8")))


def read_all(folder):
    """Return all notebooks of a folder, in the order of their names."""
    return [read(path) for path in sorted(Path(folder).glob("*.ipynb"))]


def source(cell):
    """Return the text of a cell.

    >>> source({"source": ["one\\n", "two"]})
    'one\\ntwo'
    """
    return "".join(cell["source"])


def opens_section(cell):
    """Return the title of the section that a cell opens, or "" if it opens none.

    >>> opens_section({"cell_type": "markdown", "source": "## Four counts\\n\\nThe notes have"})
    'Four counts'
    """
    heading = re.match(r"## (.+)", source(cell)) if cell["cell_type"] == "markdown" else None
    return heading[1].strip() if heading else ""
