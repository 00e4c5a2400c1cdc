"""What a kernel holds in memory after each notebook, and when PyTorch came into it."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil

from tools.notebooks import CELL_SECONDS, NOTEBOOKS

ROOT = Path(__file__).resolve().parents[3]
LIBRARIES = ("numpy", "matplotlib.figure", "ipywidgets", "cv2", "scipy.stats", "scipy.signal", "torch", "pandas")


class Memory(NamedTuple):
    """One notebook's kernel, after its last cell."""

    name: str
    megabytes: float  # resident
    libraries: list  # those of `LIBRARIES` that are loaded
    torch_cell: int | None  # the code cell, counted from 1, that loaded torch
    torch_before: int | None  # the first code cell that shows torch, and so may load it


def measure(names=()):
    """Yield a `Memory` for each notebook."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not names or path.stem in names:
            yield after(path)


def after(path):
    """Run a notebook and return the `Memory` of its kernel."""
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, kernel_name="python3", resources=resources)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COURSE_PROGRESS"] = str(Path(folder, "progress.json"))
        with client.setup_kernel():
            code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
            torch_cell = None
            for number, (index, cell) in enumerate(code, start=1):
                client.execute_cell(cell, index)
                libraries = _loaded(client)
                torch_cell = torch_cell or (number if "torch" in libraries else None)
            megabytes = psutil.Process(client.km.provisioner.pid).memory_info().rss / 1e6
    return Memory(path.stem, megabytes, libraries, torch_cell, first_that_shows_torch(notebook))


def first_that_shows_torch(notebook):
    """Return the number of the first code cell in whose source the word torch stands, or None."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return next((n for n, source in enumerate(sources, start=1) if re.search(r"\btorch\b", source)), None)


def _loaded(client):
    """Return which of the `LIBRARIES` the kernel has loaded."""
    question = nbformat.v4.new_code_cell(f"print(*(name for name in {LIBRARIES} if name in __import__('sys').modules))")
    client.nb.cells.append(question)
    client.execute_cell(question, len(client.nb.cells) - 1, store_history=False)
    return client.nb.cells.pop().outputs[0].text.split()


def of_imports():
    """Return what the import of each library adds to a bare kernel, in megabytes, the bare one first."""
    bare = _in_fresh_python("ipykernel.ipkernel")
    return {"a bare kernel": bare} | {name: _in_fresh_python("ipykernel.ipkernel", name) - bare for name in LIBRARIES}


def _in_fresh_python(*modules):
    code = f"import psutil, {', '.join(modules)}; print(psutil.Process().memory_info().rss / 1e6)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return float(run.stdout)
