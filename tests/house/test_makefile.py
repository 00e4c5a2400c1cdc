"""What `make` promises: it sets itself up once, then needs no network, and says in one sentence what is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import pin, set_up

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make here (conda users need none)")


def make(folder, *arguments):
    environment = {**os.environ, "PIP_NO_INDEX": "1", "MAKEFLAGS": ""}  # every use of an index is an error
    environment.pop("MAKELEVEL", None)  # as if this were not run by `make test`
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def project(tmp_path):
    """The files that decide the installation, in a folder of their own."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/set_up.py", tmp_path / "tools")
    return tmp_path


@pytest.fixture
def installed(project):
    """The same with an environment already made: a real Python, without pip, and the stamp."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", project / ".venv"], check=True)
    (project / ".venv/.installed").write_text(set_up.fingerprint(project))
    return project


def python_that(project, *statements):
    """A python3 that runs the statements before the script it is given."""
    path = project / "python-stub"
    code = "; ".join(["import runpy, sys", *statements, "sys.argv[:] = sys.argv[1:]"])
    code += '; runpy.run_path(sys.argv[0], run_name="__main__")'
    path.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{code}' \"$@\"\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_help_lists_every_target():
    described = re.findall(r"^make ([\w-]+)", make(ROOT, "help").stdout, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split()
    assert sorted(described) == sorted(phony)
    assert make(ROOT).stdout == make(ROOT, "help").stdout


def test_no_python_gives_one_sentence(project):
    run = make(project, "check", "PYTHON=no-such-python")
    assert run.returncode
    assert run.stderr.splitlines()[0] == (
        "There is no `no-such-python` here: install Python 3.11 or newer, or name yours, as in "
        "`make lab PYTHON=python3.12`."
    )


def test_an_old_python_gives_one_sentence(project):
    run = make(project, "lab", python_that(project, 'sys.version_info = (3, 9, 18, "final", 0)'))
    assert run.returncode
    assert run.stderr.startswith(
        "The course needs Python 3.11 or newer, and this is Python 3.9.18: install a newer one"
    )
    assert len(run.stderr.splitlines()) == 2, "the sentence, and make's own line"


def test_a_python_without_venv_gives_one_sentence(project):
    run = make(project, "test", python_that(project, 'sys.modules["ensurepip"] = None'))
    assert run.returncode
    assert "is here without its venv module: install it (on Debian and Ubuntu: `sudo apt-get install" in run.stderr
    assert len(run.stderr.splitlines()) == 2


def test_once_set_up_make_asks_neither_python_nor_the_network(installed):
    run = make(installed, "setup", "PYTHON=no-such-python")
    assert run.returncode == 0, run.stderr
    assert run.stdout == "make: Nothing to be done for 'setup'.\n"


def test_new_dates_and_other_tools_settings_install_nothing(installed):
    pyproject = installed / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("line-length = 120", "line-length = 100"))
    os.utime(pyproject, (4e9, 4e9))
    run = make(installed, "setup", f"PYTHON={sys.executable}")
    assert (run.returncode, run.stdout) == (0, ""), run.stderr


def test_a_new_pin_is_installed(installed):
    constraints = installed / "constraints.txt"
    constraints.write_text(constraints.read_text().replace("numpy==", "numpy==99."))
    os.utime(constraints, (4e9, 4e9))
    run = make(installed, "setup", f"PYTHON={sys.executable}")
    assert run.returncode
    assert run.stdout.startswith("Setting up .venv (once;")
    assert "pip could not install the course's packages" in run.stderr
    assert not (installed / ".venv/.installed").exists(), "half an installation must not count as one"


def test_an_environment_whose_python_died_is_made_anew(installed):
    (installed / ".venv/bin/python").unlink()
    ran = []

    def run(command, **_):
        ran.append([str(part) for part in command])
        return subprocess.CompletedProcess(command, 0, stdout="", stderr="")

    assert set_up.set_up(installed / ".venv", ["--some-flag"], root=installed, run=run) == ""
    venv, pip, cv2 = ran
    assert venv[1:] == ["-m", "venv", "--clear", str(installed / ".venv")]
    assert pip[1:4] == ["-m", "pip", "--disable-pip-version-check"]
    assert pip[5:] == [
        *("--quiet", "--some-flag", "--constraint", f"{installed}/constraints.txt", "--editable", f"{installed}[dev]")
    ]
    assert cv2[1:] == ["-c", "import cv2"]
    assert (installed / ".venv/.installed").read_text() == set_up.fingerprint(installed)


def test_opencv_without_its_system_library_is_said(installed):
    (installed / ".venv/.installed").unlink()

    def run(command, **_):
        failed = command[-1] == "import cv2"
        error = "Traceback\nImportError: libGL.so.1: cannot open shared object file" if failed else ""
        return subprocess.CompletedProcess(command, int(failed), stdout="", stderr=error)

    complaint = set_up.set_up(installed / ".venv", [], root=installed, run=run)
    assert complaint.startswith("OpenCV does not load (ImportError: libGL.so.1")
    assert "`sudo apt-get install libgl1 libglib2.0-0`" in complaint
    assert not (installed / ".venv/.installed").exists()


def test_other_trouble_with_opencv_is_not_taken_for_a_missing_library():
    assert set_up.opencv_complaint("ImportError: numpy") == (
        "OpenCV does not load (ImportError: numpy): run `make clean` and then make again."
    )


def test_make_test_runs_everything_strictly():
    recipe = " ".join(make(ROOT, "--dry-run", "--always-make", "test").stdout.split())
    assert recipe.count("-m pytest") == 2
    assert " --nbval " in recipe
    assert "--nbval-sanitize-with tests/notebooks/sanitize.cfg" in recipe
    assert '-m "not browser"' in recipe
    assert "-m browser tests/browser" in recipe


def test_every_test_that_needs_a_browser_is_where_make_test_looks_for_it():
    mark = re.compile(r"\bmark\.browser\b")
    marked = {path for path in (ROOT / "tests").rglob("*.py") if mark.search(path.read_text("utf-8"))}
    assert {path.parent for path in marked} == {ROOT / "tests/browser"}
    assert marked >= set((ROOT / "tests/browser").glob("test_*.py"))


def test_make_check_takes_all_quick_tests_or_those_of_a_topic():
    everything, topic = (
        " ".join(make(ROOT, "--dry-run", "--always-make", "check", *of).stdout.split())
        for of in ([], ["TOPIC=geometry"])
    )
    quick = '-m "not slow and not browser and not notebooks"'
    assert everything.endswith(quick)
    assert "ruff format --check . " in everything
    assert "lint-imports" in everything
    assert topic.endswith(f"{quick} course_lib/geometry tests/geometry")
    assert topic.count("course_lib/geometry tests/geometry") == 3  # format, lint, tests
    assert "lint-imports" not in topic


def test_pins_drop_local_suffixes_and_the_course_itself():
    freeze = "Zlib==1.0\ntorch==2.13.0+cpu\nanyio==4.16.0\n-e git+https://a.example/b\nvision-course @ file:///b\n"
    assert pin.pins(freeze) == ["anyio==4.16.0", "torch==2.13.0", "Zlib==1.0"]


def test_ci_stops_at_the_first_failure_and_ends_in_make_test():
    script = ROOT / ".ci/run"
    text = script.read_text()
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in text
    assert text.rstrip().endswith("\nmake test")
    subprocess.run(["bash", "-n", script], check=True)
