"""A small notebook with which nothing is wrong, in a project of its own."""

import copy
import json

from course_lib.kit.notebook import overview
from course_lib.kit.practice.claims.ledger import Claim

NAME = "60_boxes"
FINDING = "Two boxes share 25 of 175 pixels: their overlap is 0.14."


def markdown(source, **metadata):
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def code(source, *outputs, **metadata):
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs)}


def picture(finding=FINDING, alt=FINDING):
    data = {"image/png": "iVBORw0KGgo=", "text/plain": finding}
    return {"output_type": "display_data", "data": data, "metadata": {"image/png": {"alt": alt}}}


CELLS = [
    markdown("# Boxes\n\nAfter this hour you can compare two boxes."),
    code("from course_lib import check, exercise, predict, recap"),
    markdown("## Two boxes\n\nTheir widths are $W$, see [the start](00_start_here.ipynb).", minutes=20),
    code('predict("boxes-overlap")'),
    code('predict("boxes-square")'),
    code("TwoBoxes()", picture(), claims=["boxes-shown"]),
    markdown("## Exercises", minutes=10),
    *(code(f'answer = ...\ncheck("{name}", answer)') for name in ("one", "two", "three")),
    markdown("## Summary\n\nThey overlap.", minutes=1),
    markdown("**References**\n\n1. A. Nobody (2000). [doi:10.1/1](https://doi.org/10.1/1)"),
]
COURSE = {
    "title": "Boxes",
    "question": "How much do two boxes share?",
    "part": "6 detection",
    "needs": ["00_start_here"],
    "objectives": ["measure", "compare", "choose"],
}
START_COURSE = COURSE | {"title": "Start here", "part": "0 first", "needs": [], "question": "How does it work?"}
README = f"# A course\n\n{overview.README_HEAD}\n|---|---|---|\n\nMore is planned.\n"
START_CELLS = [
    markdown("# Start here"),
    markdown(f"## The map\n\n{overview.MAP_HEAD}\n|---|---|---|\n\nMore is planned.", minutes=1),
    code("SquareWave()", picture()),
]


def claim(id):
    return Claim(id, NAME, "It holds.", "holds", "It does.", "code", "", "detection")


CLAIMS = tuple(claim(f"boxes-{name}") for name in ("overlap", "square", "shown"))


class Trial:
    """A project with two notebooks, in which a test may break something."""

    def __init__(self, root):
        self.folder = root / "notebooks"
        self.folder.mkdir()
        self.readme = root / "README.md"
        self.readme.write_text(README, "utf-8")
        self.content = self.notebook(COURSE, CELLS)
        self.path = self.write(NAME, self.content)
        self.start = self.write(overview.START, self.notebook(START_COURSE, START_CELLS))

    @property
    def cells(self):
        return self.content["cells"]

    @property
    def course(self):
        return self.content["metadata"]["course"]

    def notebook(self, course, cells):
        """Return the content of a notebook that was run whole."""
        cells = [{"id": f"cell-{number:03}"} | copy.deepcopy(cell) for number, cell in enumerate(cells, start=1)]
        for count, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), start=1):
            cell["execution_count"] = count
        return {"cells": cells, "metadata": {"course": copy.deepcopy(course)}, "nbformat": 4, "nbformat_minor": 5}

    def write(self, name, content):
        path = self.folder / f"{name}.ipynb"
        path.write_text(json.dumps(content), "utf-8")
        return path
