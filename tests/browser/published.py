"""The site and the slides, built once for all tests that look at them, and the site served on loopback."""

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from tests.browser.jupyter import ROOT

REPOSITORY = "https://github.com/example/vision-course"  # so that there are launch buttons to look at
BUILD = ROOT / "build" / "test"
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def _make(what):
    environment = os.environ | {"COURSE_REPOSITORY": REPOSITORY, "COURSE_BUILD": str(BUILD), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tools.publish", what]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return BUILD / what


@functools.cache
def site():
    """Return the folder of the built site."""
    return _make("site")


@functools.cache
def slides():
    """Return the folder of the built decks."""
    return _make("slides")


@functools.cache
def address():
    """Return where the built site is served, until the tests end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site())))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def cells(name):
    return json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]


def stored_alts(name):
    """Return the alt texts of the pictures in a committed notebook, in order."""
    found = [out for cell in cells(name) for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
    return [out["metadata"]["image/png"]["alt"] for out in found]


class Watch:
    """Notes what a page complains of, and whatever it asks of another machine."""

    def __init__(self, page, home):
        self.complaints = []
        page.on("console", lambda message: self.note(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.note(str(error)))
        page.on("requestfailed", self._failed)
        page.on(
            "response", lambda answer: self.note(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
        )
        page.on(
            "request",
            lambda request: None if request.url.startswith((home, "data:", "blob:")) else self.note(request.url),
        )

    def _failed(self, request):
        if "ERR_ABORTED" not in (request.failure or ""):  # the page was left before all had come
            self.note(f"failed: {request.url}")

    def note(self, text):
        self.complaints.append(text)


def serious(page):
    """Return what axe-core calls serious or critical on a whole page."""
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def settled(root, seconds=10):
    """Wait until a playing explorer has answered everything."""
    root.page.wait_for_function(
        "root => { const n = root.dataset.frame, same = n === root.seenFrame; root.seenFrame = n; return same; }",
        arg=root.element_handle(),
        polling=120,
        timeout=1000 * seconds,
    )


def pages(folder: Path):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html") if "_static" not in path.parts)
