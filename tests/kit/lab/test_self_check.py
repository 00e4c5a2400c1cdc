"""The self-check finds what is wrong and says how to mend it."""

import pytest

from course_lib.kit.lab import self_check as checks
from course_lib.kit.lab.self_check import Report


@pytest.fixture(autouse=True)
def progress_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))


def test_a_sound_installation_has_no_troubles():
    report = checks.self_check()
    assert report.troubles == ()
    assert repr(report).startswith("Everything is in place: Python, the packages, OpenCV,")


def test_troubles_are_numbered_and_escaped():
    report = Report(("first", "a <b>"), ("Python",))
    assert repr(report) == "1. first\n2. a <b>"
    assert "<li>a &lt;b&gt;</li>" in report._repr_html_()


def test_an_old_python_is_named():
    assert checks.python_trouble((3, 11, 0)) is None
    assert checks.python_trouble((3, 10, 9)).startswith("Python must be 3.11 or newer, and this is 3.10:")


def test_missing_and_old_packages_are_named_with_what_is_there():
    assert checks.packages_trouble(["numpy>=1", "numpy; extra == 'dev'"]) is None
    trouble = checks.packages_trouble(["no-such-package", "numpy>=99"])
    assert trouble.startswith("no-such-package is missing; numpy must be >=99, and 2.")
    assert trouble.endswith("run `make lab` in the course folder, which installs what is needed.")


def test_a_course_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(checks, "DISTRIBUTION", "no-such-course")
    assert checks.packages_trouble() == (
        "The course is not installed in this Python: run `make lab` in the course folder."
    )


def test_opencv_without_its_system_library_is_named():
    def load(name):
        raise ImportError("libGL.so.1: cannot open shared object file")

    trouble = checks.opencv_trouble(load)
    assert trouble.startswith("OpenCV does not start (libGL.so.1:")
    assert "apt-get install libgl1 libglib2.0-0" in trouble


def test_a_jupyterlab_without_the_widgets_is_named(tmp_path):
    assert checks.widgets_trouble([str(tmp_path)]).startswith(
        "JupyterLab has no anywidget and no @jupyter-widgets/jupyterlab-manager:"
    )
    (tmp_path / "anywidget").mkdir()
    assert checks.widgets_trouble([str(tmp_path)]).startswith("JupyterLab has no @jupyter-widgets/jupyterlab-manager:")


def test_missing_data_is_named_with_the_way_to_restore_it(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert "SHA256SUMS is missing; restore it with `git checkout" in checks.data_trouble()


def test_a_place_that_keeps_no_progress_is_named(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("in the way")
    monkeypatch.setenv("COURSE_PROGRESS", str(file / "below" / "progress.json"))
    assert "set the environment variable COURSE_PROGRESS" in checks.progress_trouble()


def test_damaged_progress_is_named(tmp_path, monkeypatch):
    file = tmp_path / "damaged.json"
    file.write_text("{")
    monkeypatch.setenv("COURSE_PROGRESS", str(file))
    assert "cannot be understood" in checks.progress_trouble()
