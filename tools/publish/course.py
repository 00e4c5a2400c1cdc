"""The committed notebooks as data: parts, sections with minutes, and what each cell shows. Executes nothing."""

import ast
import importlib
import inspect
import json
import re
from typing import NamedTuple

from course_lib.kit.explorer.explorer import Explorer
from tools.publish import ROOT

NOTEBOOKS = ROOT / "notebooks"


class Shown(NamedTuple):
    """An explorer that ends a cell."""

    kind: type  # the class
    values: dict  # what the cell gives it


class Section(NamedTuple):
    title: str
    minutes: int
    cells: list


class Notebook(NamedTuple):
    name: str  # file name without .ipynb
    part: str  # as the map names it, "2 convolution"; empty for 00_start_here
    question: str  # that it starts with, from the map
    content: dict  # the whole file

    @property
    def course(self):
        return self.content["metadata"]["course"]

    @property
    def cells(self):
        return self.content["cells"]

    def sections(self):
        """Return the `Section`s: what stands before the first heading of level 2 is the first, named by the title."""
        found = [Section(self.course["title"], 0, [])]
        for cell in self.cells:
            heading = re.match(r"## (.+)", source(cell)) if cell["cell_type"] == "markdown" else None
            if heading:
                found.append(Section(heading[1].strip(), cell["metadata"].get("minutes", 0), []))
            found[-1].cells.append(cell)
        return found

    def explorers(self):
        """Return [(cell, `Shown`)] of the cells that end with an explorer."""
        homes = imported_explorers(self.cells)
        found = ((cell, shown(cell, homes)) for cell in self.cells)
        return [(cell, explorer) for cell, explorer in found if explorer]


def source(cell):
    return "".join(cell["source"])


def read(folder=NOTEBOOKS):
    """Return all notebooks, in the order of their names."""
    contents = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.ipynb"))}
    places = course_map(contents["00_start_here"])
    return [Notebook(name, *places.get(name, ("", "")), content) for name, content in contents.items()]


def course_map(start_here):
    """Return {notebook: (part, question)} from the table of `00_start_here`; an empty first column repeats the part."""
    text = "\n".join(map(source, start_here["cells"]))
    found, part = {}, ""
    for first, name, question in re.findall(
        r"^\| *([^|]*?) *\| *\[(\w+)\]\([^)]*\) *\| *(.*?) *\|$", text, re.MULTILINE
    ):
        part = first or part
        found[name] = (part, question)
    return found


def imported_explorers(cells):
    """Return {name: module} of the explorers that the notebook's cells import."""
    homes = {}
    for cell in cells:
        pattern = r"^from (course_lib\.(?:\w+\.explorers|kit\.explorer\.example)[.\w]*) import \(?([\w, \n]+)"
        if cell["cell_type"] == "code":
            for module, names in re.findall(pattern, source(cell), re.MULTILINE):
                homes |= dict.fromkeys(re.findall(r"\w+", names), module)
    return homes


def shown(cell, homes):
    """Return the `Shown` of a cell that ends with an explorer, else None."""
    if cell["cell_type"] != "code" or not any("image/png" in out.get("data", {}) for out in cell["outputs"]):
        return None
    last = ast.parse(source(cell)).body[-1]
    call = last.value if isinstance(last, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in homes):
        return None
    values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    kind = getattr(importlib.import_module(homes[call.func.id]), call.func.id)
    return Shown(kind, values) if inspect.isclass(kind) and issubclass(kind, Explorer) else None


def picture(cell):
    """Return (png as base64, alt text) of the stored picture of a cell, or None."""
    for output in cell.get("outputs", []):
        if "image/png" in output.get("data", {}):
            return "".join(output["data"]["image/png"]), output["metadata"]["image/png"]["alt"]
    return None
