"""A JupyterLab on a free loopback port, and its pages as a reader meets them: for the browser tests and tools.bench."""

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
        server.wait(timeout=20)
        log.close()


def _wait_for(address, server, log, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/api/status", timeout=2):
                return
        except OSError:
            time.sleep(0.3)
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

    def open(self, name):
        self.page.goto(f"{self.address}/lab/tree/{name}?reset", wait_until="load")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_function(KERNEL_IS_CONNECTED, timeout=60_000)
        return self

    def run_all(self):
        """Run every cell and wait until the last has finished."""
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        return self

    def shut_down(self):
        self.page.evaluate("window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")

    def explorers(self):
        return [ExplorerOnPage(self.page, root) for root in self.page.locator(".course-explorer").all()]

    def explorer(self, number=0):
        root = self.page.locator(".course-explorer").nth(number)
        root.wait_for(timeout=30_000)
        return ExplorerOnPage(self.page, root)

    def errors_in_cells(self):
        return self.page.locator(
            ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']"
        ).all_inner_texts()


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
HARMLESS = ("Failed to load resource", "favicon", "third-party cookie", "/lsp/")
KERNEL_IS_CONNECTED = (
    "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session?.kernel?.connectionStatus"
    " === 'connected'"
)


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

    @property
    def picture(self):
        return self.root.locator("canvas").evaluate("canvas => canvas.toDataURL()")

    def seen(self):
        return self.picture, self.alt, self.finding

    def settled(self, seconds=10):
        """Wait until no picture is under way."""
        last, end = None, time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.15)
            frame = self.root.get_attribute("data-frame")
            if frame == last:
                return self
            last = frame
        raise AssertionError(f"{self.title}: still moving after {seconds} s")

    def changes(self, act, seconds=10):
        """Do `act`; return whether picture, alt text and finding have all changed within `seconds`."""
        before = self.seen()
        act()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if all(new != old for new, old in zip(self.seen(), before, strict=True)):
                return True
            time.sleep(0.1)
        return False
