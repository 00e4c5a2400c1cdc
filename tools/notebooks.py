"""Execute notebooks and write them in the one form in which they are committed.

    python tools/notebooks.py                             # all
    python tools/notebooks.py 20_convolution_arithmetic   # one

The form: outputs as a reader without a kernel needs them (no live widgets, no times, no patch version), cells counted
from 1, keys sorted, no slide type that the rule gives anyway. When no output changed, the file does not change by a
byte. Then README's table and the map are written from what the notebooks say of themselves, and what is still wrong
with them is listed.
"""

import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat

from course_lib.kit.notebook import overview, rules
from course_lib.kit.notebook.metadata import leave_out_slide_type
from course_lib.kit.notebook.reading import read, read_all, source

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
WORKERS = 2
CELL_SECONDS = 120  # a cell that runs longer hangs: a whole notebook may take 40 s
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


class NotebookError(Exception):
    """A notebook that did not run, said in one line."""


def chosen(names, folder=NOTEBOOKS):
    """Return the paths of the named notebooks, or of all."""
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    wanted = [Path(name).stem for name in names] or list(known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise NotebookError(f"there is no notebook {unknown[0]!r}; there are {', '.join(known) or 'none'}")
    if not wanted:
        raise NotebookError(f"there are no notebooks in {folder}")
    return [known[name] for name in wanted]


def execute(path):
    """Return the notebook at `path`, executed in its own folder by this Python, for a learner without progress."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one of that name in the home folder
    client = NotebookClient(
        notebook, timeout=CELL_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COURSE_PROGRESS"] = str(Path(folder, "progress.json"))
        try:
            client.execute()
        except CellExecutionError:
            pass  # refuse_errors says it with the cell's number
        except (CellTimeoutError, DeadKernelError) as error:
            raise NotebookError(f"{path.name}: {error}") from None
    refuse_errors(notebook, path.name)
    return notebook


def refuse_errors(notebook, name):
    """Raise `NotebookError` naming the first cell that ended in an error."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                source = cell.source.strip().splitlines()[0]
                raise NotebookError(f"{name}, cell {number} (`{source}`): {output.ename}: {output.evalue}")


def normalise(notebook):
    """Bring an executed notebook into the committed form, in place, and return it."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.update(kernelspec=KERNELSPEC, language_info=LANGUAGE_INFO)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for number, (before, cell) in enumerate(zip([None, *notebook.cells], notebook.cells), start=1):
        cell.setdefault("id", f"cell-{number:03}")
        leave_out_slide_type(cell, before)
        for volatile in ("execution", "ExecuteTime", "collapsed", "scrolled"):
            cell.metadata.pop(volatile, None)
        if cell.cell_type != "code":
            continue
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        cell.outputs = [output for output in map(still, merged(cell.outputs)) if output]
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return notebook


def merged(outputs):
    """Return the outputs with neighbouring pieces of one stream joined: how text is cut depends on the moment."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(nbformat.from_dict(output))
    return joined


def still(output):
    """Return the output without its live widget, or None when nothing else was in it."""
    if "data" not in output:
        return output
    output.data.pop(WIDGET_VIEW, None)
    output.metadata.pop(WIDGET_VIEW, None)
    if "image/png" in output.data:
        output.data["image/png"] = "".join(output.data["image/png"].split())
    return output if output.data else None


def text(notebook):
    """Return the text of the file."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def renew(path):
    """Execute and rewrite one notebook; return a line that says what happened."""
    start = time.perf_counter()
    new = text(normalise(execute(path)))
    changed = new != path.read_text("utf-8")
    if changed:
        path.write_text(new, "utf-8")
    seconds = time.perf_counter() - start
    return f"{path.name}: {seconds:.1f} s, {len(new.encode()) / 1000:.0f} kB, {'changed' if changed else 'as it was'}"


def write_tables(folder=NOTEBOOKS):
    """Write README's table and the map from the notebooks' metadata; return the names of the files that changed.

    Nothing is written while a notebook does not say what it is: `problems_together` names it.
    """
    notebooks = read_all(folder)
    if any(rules.says_too_little(notebook) for notebook in notebooks):
        return []
    page, start = folder.parent / "README.md", folder / f"{overview.START}.ipynb"
    written = {page: overview.readme(page.read_text("utf-8"), notebooks)}
    first = nbformat.read(start, as_version=4)
    cell = overview.map_cell(read(start))
    position = next(n for n, one in enumerate(first.cells) if one.source == source(cell))
    first.cells[position].source = overview.course_map(source(cell), notebooks)
    written[start] = text(first)
    changed = [path for path, new in written.items() if new != path.read_text("utf-8")]
    for path in changed:
        path.write_text(written[path], "utf-8")
    return [path.name for path in changed]


def main(names):
    try:
        paths = chosen(names)
    except NotebookError as error:
        sys.exit(str(error))
    failed = renew_all(paths)
    found = [f"{path.name}: {sentence}" for path in paths for sentence in rules.problems(path)]
    if not found and not failed:
        for name in write_tables():
            print(f"{name}: the notebooks are listed anew")
        found = rules.problems_together(NOTEBOOKS)
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if failed or found else 0


def renew_all(paths):
    """Execute and rewrite notebooks, two at a time, saying what happens; return whether one of them failed."""
    failed = False
    with ProcessPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(renew, path) for path in paths]:
            try:
                print(future.result(), flush=True)
            except NotebookError as error:
                failed = True
                print(f"FAILED {error}", file=sys.stderr, flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
