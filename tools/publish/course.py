"""The committed notebooks with the explorers that their cells show. Executes nothing."""

import ast
import importlib
import inspect
import re
from typing import NamedTuple

from course_lib.kit.explorer.explorer import Explorer
from course_lib.kit.notebook import reading
from course_lib.kit.notebook.reading import source
from tools.publish import ROOT

NOTEBOOKS = ROOT / "notebooks"


class Shown(NamedTuple):
    """An explorer that ends a cell."""

    kind: type  # the class
    values: dict  # what the cell gives it


class Notebook(reading.Notebook):
    def explorers(self):
        """Return [(cell, `Shown`)] of the cells that end with an explorer."""
        homes = imported_explorers(self.cells)
        found = ((cell, shown(cell, homes)) for cell in self.cells)
        return [(cell, explorer) for cell, explorer in found if explorer]


def read(folder=NOTEBOOKS):
    """Return all notebooks, in the order of their names."""
    return [Notebook(*notebook) for notebook in reading.read_all(folder)]


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
