"""A JupyterLab on a free loopback port, and its pages as a reader meets them: for the browser tests and tools.bench.

Whoever waits here waits for what happens, however long that takes; `PATIENCE` is there to end a run that hangs.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import nbformat

ROOT = Path(__file__).parents[2]
PATIENCE = 300  # seconds
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Lab(NamedTuple):
    address: str
    folder: Path  # what it serves


def chromium_path():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("COURSE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def patient(browser):
    """Return the browser; its pages wait as long as `PATIENCE` allows, not Playwright's 30 seconds."""
    browser.on("context", lambda context: context.set_default_timeout(1000 * PATIENCE))
    return browser


@contextlib.contextmanager
def running_lab(home, served, flags=()):
    """Serve the folder `served` from a JupyterLab whose own files are in `home`; stopped at the end.

    flags : of the command line, after those of every run
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # Every cell is on the page from the start, so that a test finds an explorer without scrolling to it.
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    environment = os.environ | {
        "COURSE_PROGRESS": str(home / "progress.json"),
        "COURSE_DATA": str(ROOT / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_CONFIG_PATH": str(ROOT / "tools" / "lab"),  # as `make lab` does
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("COURSE_STILL", None)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={served}"]
    command += [
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--ServerApp.kernel_websocket_connection_class=course_lib.kit.lab.server.PromptConnection",
        "--ServerApp.contents_manager_class=course_lib.kit.lab.server.StillContents",
        "--allow-root",
        *flags,
    ]
    log = (home / "lab.log").open("w")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=served)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, home / "lab.log")
        yield Lab(address, served)
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
        log.close()


def _wait_for(address, server, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api/status", timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.1)  # nobody listens yet, and nobody says when
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


class LabPage:
    """One notebook open in JupyterLab, and what tests ask of it."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.complaints = []
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text):
        if not any(harmless in text for harmless in HARMLESS):
            self.complaints.append(text)

    def start(self):
        """Open JupyterLab without a notebook."""
        self.page.goto(f"{self.address}/lab?reset", wait_until="load")
        self.page.wait_for_function("() => window.jupyterapp")
        self.page.evaluate("() => jupyterapp.restored.then(() => {})")
        return self

    def open(self, name):
        """Open JupyterLab with a notebook."""
        self.page.goto(f"{self.address}/lab/tree/{name}?reset", wait_until="load")
        return self._opened(name)

    def turn_to(self, name):
        """Open a notebook in the JupyterLab that is there."""
        self.complaints.clear()
        self.page.evaluate("path => { jupyterapp.commands.execute('docmanager:open', { path }); }", name)
        return self._opened(name)

    def _opened(self, name):
        self.page.wait_for_function(KERNEL_IS_CONNECTED, arg=name)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        return self

    def close(self):
        """Shut the kernel down and leave the notebook as it is in its file."""
        self.shut_down()
        self.page.evaluate("jupyterapp.shell.currentWidget.dispose()")

    def run_all(self):
        """Run every cell and wait until the last has finished."""
        return self._run("notebook:run-all-cells")

    def run_cells(self, *numbers):
        """Run some cells and wait until the last has finished."""
        self.page.evaluate(SELECT, list(numbers))
        return self._run("notebook:run-cell")

    def _run(self, command):
        self.page.evaluate(
            "command => { window.courseRan = false;"
            " jupyterapp.commands.execute(command).then(() => { window.courseRan = true; }); }",
            command,
        )
        self.page.wait_for_function("() => window.courseRan")
        return self

    def execute(self, code):
        """Give the kernel code that stands in no cell; do not wait."""
        self.page.evaluate(
            "code => { const { session } = jupyterapp.shell.currentWidget.context.sessionContext;"
            " session.kernel.requestExecute({ code }); }",
            code,
        )
        return self

    def save(self):
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")

    def shut_down(self):
        """Shut the kernel down; when this returns, the server knows it no longer."""
        self.page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")

    def explorers(self, count):
        """Return the explorers, as soon as there are so many."""
        self.page.wait_for_function(
            "count => document.querySelectorAll('.course-explorer').length === count", arg=count
        )
        return [self.explorer(number) for number in range(count)]

    def explorer(self, number=0):
        root = self.page.locator(".course-explorer").nth(number)
        root.wait_for()
        return ExplorerOnPage(self.page, root)

    def errors_in_cells(self):
        return self.page.evaluate(ERRORS)


def write_notebook(folder, name, sources):
    """Write a notebook of code cells, not yet run."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / f"{name}.ipynb")


@contextlib.contextmanager
def running_notebook(browser, lab, name, sources):
    """Open a notebook of code cells in a page of its own and run it; its kernel is shut down at the end."""
    write_notebook(lab.folder, name, sources)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = LabPage(context.new_page(), lab.address).open(f"{name}.ipynb").run_all()
    yield page
    page.shut_down()
    context.close()


# Said by JupyterLab itself of pages and settings that this server does not have; none of it comes from the course.
HARMLESS = ("Failed to load resource", "favicon", "third-party cookie", "/lsp/", "restore the debugger state")
KERNEL_IS_CONNECTED = """path => {
  const context = window.jupyterapp?.shell.currentWidget?.context;
  return context?.path === path && context.sessionContext.session?.kernel?.connectionStatus === "connected";
}"""
# Select the cells with these numbers, and no others.
SELECT = """numbers => {
  const { content } = jupyterapp.shell.currentWidget;
  content.activeCellIndex = numbers[0];
  content.deselectAll();
  for (const number of numbers) content.select(content.widgets[number]);
}"""
ERRORS = """() => jupyterapp.shell.currentWidget.content.widgets
  .flatMap(({ model }) => model.sharedModel.toJSON().outputs ?? [])
  .filter((output) => output.output_type === "error")
  .map(({ ename, evalue }) => `${ename}: ${evalue}`)"""
# Wait until the kernel has answered everything, and the controls show it. An answer that is late will come yet.
SETTLED = """async (root) => {
  const end = performance.now() + PATIENCE;
  const isSettled = ({ underWay, waiting, showTimer, gone }) => {
    const late = root.classList.contains("lost") && !gone;
    return !late && [underWay, waiting, showTimer].every((what) => what === null);
  };
  while (!isSettled(root.session)) {
    if (performance.now() > end) throw new Error("the kernel has not answered");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}""".replace("PATIENCE", str(1000 * PATIENCE))
# What a reader sees: a digest of the pixels, alt text and finding.
SEEN = """async (root) => {
  const canvas = root.querySelector("canvas");
  const words = [canvas.getAttribute("aria-label"), root.querySelector(".finding").innerText];
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0); // Chrome complains of a canvas that is read again and again
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  return [new Uint32Array(await crypto.subtle.digest("SHA-256", data)).join(), ...words];
}"""
SEEN_THEN = f"async (root) => {{ await ({SETTLED})(root); return ({SEEN})(root); }}"


class ExplorerOnPage:
    """One explorer as a reader meets it."""

    def __init__(self, page, root):
        self.page, self.root = page, root

    @property
    def title(self):
        return self.root.get_attribute("aria-label")

    @property
    def finding(self):
        return self.root.locator(".finding").inner_text()

    @property
    def status(self):
        return self.root.locator(".status").inner_text()

    @property
    def alt(self):
        return self.root.locator("canvas").get_attribute("aria-label")

    def seen(self):
        """Return (digest of the pixels, alt text, finding)."""
        return tuple(self.root.evaluate(SEEN))

    def settled(self):
        """Wait until no picture is under way."""
        self.root.evaluate(SETTLED)
        return self

    def changes(self, act):
        """Do `act` and wait for the kernel's answer; return whether picture, alt text and finding have all changed.

        Then alt text and finding must be the same, before and after.
        """
        before = self.seen()
        act()
        after = tuple(self.root.evaluate(SEEN_THEN))
        assert before[1] == before[2], f"{self.title}: {before[1]!r} is not {before[2]!r}"
        assert after[1] == after[2], f"{self.title}: {after[1]!r} is not {after[2]!r}"
        return all(new != old for new, old in zip(after, before, strict=True))
