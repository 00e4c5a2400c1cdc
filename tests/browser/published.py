"""The site and the slides, built once for all tests that look at them, and the site served on loopback.

Several processes may ask for them at once: the first builds, the others wait. What stands in build/test is taken as it
is if nothing of which it is made has changed since.
"""

import functools
import hashlib
import http.server
import importlib.metadata
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock

from tests.browser.jupyter import ROOT, SETTLED

REPOSITORY = "https://github.com/example/vision-course"  # so that there are launch buttons to look at
BUILD = ROOT / "build" / "test"
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


MADE_OF = ("course_lib", "data", "notebooks", "tools", "pyproject.toml")


@functools.cache
def _make(what):
    """Return (folder of what was built, what went wrong)."""
    stamp, now = BUILD / f"{what}.stamp", _fingerprint()
    BUILD.mkdir(parents=True, exist_ok=True)
    with FileLock(BUILD / "lock"):  # one for both: they share the films
        if not (stamp.exists() and stamp.read_text("utf-8") == now):
            stamp.unlink(missing_ok=True)
            if wrong := _build(what):
                return BUILD / what, wrong
            stamp.write_text(now, "utf-8")
    return BUILD / what, ""


def _build(what):
    environment = os.environ | {"COURSE_REPOSITORY": REPOSITORY, "COURSE_BUILD": str(BUILD), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tools.publish", what]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return run.returncode and run.stdout + run.stderr


@functools.cache
def _fingerprint():
    """Return a digest of all that is published, of what publishes it, and of the packages that are here."""
    digest = hashlib.sha256(REPOSITORY.encode())
    paths = (path for name in MADE_OF for path in sorted([ROOT / name, *(ROOT / name).rglob("*")]))
    for path in paths:
        if path.is_file() and path.suffix != ".pyc" and "node_modules" not in path.parts:
            digest.update(f"{path.relative_to(ROOT)} {path.stat().st_size} ".encode() + path.read_bytes())
    packages = sorted(f"{one.name}=={one.version}" for one in importlib.metadata.distributions())
    return hashlib.sha256(digest.digest() + "\n".join(packages).encode()).hexdigest()


def site():
    """Return the folder of the built site."""
    return _made("site")


def slides():
    """Return the folder of the built decks."""
    return _made("slides")


def _made(what):
    folder, wrong = _make(what)
    assert not wrong, wrong
    return folder


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


def settled(root):
    """Wait until a playing explorer has answered everything."""
    root.evaluate(SETTLED)


def pages(folder: Path):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html") if "_static" not in path.parts)
