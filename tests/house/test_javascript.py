"""The JavaScript of the course passes its formatter, its linter and the types in its comments, where Node is found."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "tools/javascript"


def make_javascript(folder):
    environment = {**os.environ, "MAKEFLAGS": ""}  # as if this were not run by `make test`
    command = ["make", "--no-print-directory", "javascript"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def checked():
    """`make javascript`, run once."""
    if not (shutil.which("npm") and shutil.which("make")):
        pytest.skip("there is no Node or no make here")
    run = make_javascript(ROOT)
    if run.returncode and "npm ci" in run.stdout.splitlines()[-1] and os.environ.get("CI") != "true":
        pytest.skip(f"npm could not install what tools/javascript asks for: {run.stderr}")
    return run


@pytest.mark.slow
def test_all_javascript_is_clean(checked):
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def copied(checked, tmp_path):
    """A copy of the JavaScript in which a test may break a rule."""
    for path in tracked():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, tmp_path / path)
    (tmp_path / "tools/javascript/node_modules").symlink_to(TOOLS / "node_modules")
    return tmp_path


def tracked():
    """Return the files that `make javascript` reads, as git lists them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.js", "tools/javascript", "Makefile"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


FORMAT = [("stage/page/paint.js", "const PIECE = 500;", "const PIECE=500;", "course_lib/kit/stage/page/paint.js")]
LINT = [
    (
        "lab/lecture.js",
        "const way =",
        "const unused = 1;\n  const way =",
        "'unused' is assigned a value but never used",
    ),
    ("film/player.js", "new DataView(data.buffer)", "new DateView(data.buffer)", "'DateView' is not defined"),
]
TYPES = [
    ("stage/page/paint.js", "= op.alpha", "= op.opacity", "Property 'opacity' does not exist"),
    ("stage/page/session.js", "held: this.held", "holding: this.held", "'holding' does not exist"),
    ("film/player.js", "content.still =", "content.stil =", "Property 'stil' does not exist"),
]


@pytest.mark.slow
@pytest.mark.parametrize("faults", [FORMAT, LINT, TYPES], ids=["format", "lint", "types"])
def test_what_is_wrong_turns_it_red(copied, faults):
    for file, right, wrong, _ in faults:
        path = copied / "course_lib/kit" / file
        text = path.read_text("utf-8")
        assert right in text
        path.write_text(text.replace(right, wrong, 1), "utf-8")
    run = make_javascript(copied)
    assert run.returncode
    for *_, complaint in faults:
        assert complaint in run.stdout + run.stderr


def test_the_tools_look_where_javascript_is():
    folders = {path.split("/")[0] for path in tracked() if path.endswith(".js")}
    assert folders == {"course_lib", "tools"}


def test_the_tools_have_exact_versions_and_the_lock_names_no_host():
    versions = json.loads((TOOLS / "package.json").read_text("utf-8"))["devDependencies"]
    assert [version for version in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    packages = json.loads((TOOLS / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages[""]["devDependencies"] == versions
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
