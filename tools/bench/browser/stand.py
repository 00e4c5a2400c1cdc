"""The stand on which all is measured: one JupyterLab, one browser, notebooks of one cell."""

import contextlib
import copy
import os
import tempfile
from pathlib import Path

from tests.browser.jupyter import FLAGS, LabPage, chromium_path, running_lab, write_notebook
from tools.bench.browser import drive

WARM = """\
import matplotlib.figure, numpy
from tools.bench.browser.kernel_log import Log
import course_lib.kit.stage.widget
log = Log()"""


class Stand:
    """A browser and a JupyterLab; `notebook` opens a page with cells of its own."""

    def __init__(self, browser, lab, folder):
        self.browser, self.lab = browser, lab
        self.log = drive.KernelLog(folder / "kernel.jsonl")

    def at(self, address):
        """Return the same stand, with its JupyterLab reached at another address."""
        other = copy.copy(self)
        other.lab = self.lab._replace(address=address)
        return other

    @contextlib.contextmanager
    def notebook(self, *sources, name="bench"):
        """Open a notebook of these cells, with a kernel of its own that is shut down at the end; nothing is run."""
        write_notebook(self.lab.folder, name, sources)
        context = self.browser.new_context(viewport={"width": 1400, "height": 1000})
        lab_page = LabPage(drive.watched(context), self.lab.address).open(f"{name}.ipynb")
        try:
            yield lab_page
        finally:
            lab_page.shut_down()
            context.close()

    def run(self, page, number):
        """Run one cell, to its end."""
        run_cell(page, number)
        ready(page)


@contextlib.contextmanager
def standing():
    """Yield a `Stand`."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if path is None:
        raise SystemExit("no Chromium found: install it (Debian: apt-get install chromium) or set COURSE_CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        served = folder / "notebooks"
        served.mkdir()
        os.environ["COURSE_BENCH_LOG"] = str(folder / "kernel.jsonl")  # kernels inherit it
        with running_lab(folder, served) as lab, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield Stand(browser, lab, folder)
            browser.close()


def run_cell(page, number):
    """Run one cell; return at once."""
    page.evaluate(
        "number => { const { content, context } = jupyterapp.shell.currentWidget;"
        " content.activeCellIndex = number; return jupyterapp.commands.execute('notebook:run-cell'), null; }",
        number,
    )


def ready(page, seconds=120):
    """Wait until no cell is running."""
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.status === 'idle'"
        " && ![...document.querySelectorAll('.jp-InputPrompt')].some((p) => p.textContent.includes('*'))",
        timeout=1000 * seconds,
    )
