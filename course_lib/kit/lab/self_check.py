"""Does the installation work? Each check answers with nothing, or with a sentence that says how to mend it."""

import importlib
import importlib.metadata
import os
import sys
from html import escape
from pathlib import Path
from typing import NamedTuple

DISTRIBUTION = "vision-course"
OLDEST_PYTHON = (3, 11)


class Report(NamedTuple):
    """What the checks found; shows itself at the end of a cell."""

    troubles: tuple[str, ...]  # one sentence each
    checked: tuple[str, ...]  # what was looked at, in words

    def __repr__(self):
        if not self.troubles:
            return f"Everything is in place: {', '.join(self.checked)}."
        return "\n".join(f"{number}. {trouble}" for number, trouble in enumerate(self.troubles, start=1))

    def _repr_html_(self):
        if not self.troubles:
            return f'<p role="status">{escape(repr(self))}</p>'
        items = "".join(f"<li>{escape(trouble)}</li>" for trouble in self.troubles)
        return f'<div role="status"><p>To mend:</p><ol>{items}</ol></div>'


def self_check():
    """Return a `Report` on Python, the packages, the browser's part of the widgets, the data and the progress file."""
    checks = {
        "Python": python_trouble,
        "the packages": packages_trouble,
        "OpenCV": opencv_trouble,
        "the widgets": widgets_trouble,
        "the data": data_trouble,
        "a place for your progress": progress_trouble,
    }
    troubles = [check() for check in checks.values()]
    return Report(tuple(filter(None, troubles)), tuple(checks))


def python_trouble(version=sys.version_info):
    """Return a sentence if Python is too old, else nothing.

    >>> python_trouble((3, 9, 2))
    'Python must be 3.11 or newer, and this is 3.9: install a newer one, then run `make lab` in the course folder.'
    """
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return None
    return (
        f"Python must be 3.11 or newer, and this is {version[0]}.{version[1]}: install a newer one, "
        "then run `make lab` in the course folder."
    )


def packages_trouble(requirements=None):
    """Return a sentence naming the packages that are missing or too old, else nothing.

    requirements : list of str such as "numpy>=2.0"; the course's own when not given
    """
    from packaging.requirements import Requirement

    if requirements is None:
        try:
            requirements = importlib.metadata.requires(DISTRIBUTION) or []
        except importlib.metadata.PackageNotFoundError:
            return "The course is not installed in this Python: run `make lab` in the course folder."
    wrong = []
    for requirement in map(Requirement, requirements):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        found = _installed_version(requirement.name)
        if found is None:
            wrong.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(found, prereleases=True):
            wrong.append(f"{requirement.name} must be {requirement.specifier}, and {found} is installed")
    if wrong:
        return f"{'; '.join(wrong)}: run `make lab` in the course folder, which installs what is needed."
    return None


def _installed_version(name):
    # conda's package `opencv` registers itself under this or that name, according to its age
    for candidate in (name, "opencv", "opencv-python-headless") if name == "opencv-python" else (name,):
        try:
            return importlib.metadata.version(candidate)
        except importlib.metadata.PackageNotFoundError:
            pass
    return None


def opencv_trouble(load=importlib.import_module):
    """Return a sentence if OpenCV does not start, as without the system's libGL, else nothing."""
    try:
        load("cv2")
    except ImportError as error:
        return f"OpenCV does not start ({error}): on Debian or Ubuntu run `apt-get install libgl1 libglib2.0-0`."
    return None


def widgets_trouble(folders=None):
    """Return a sentence if JupyterLab lacks the browser's part of the widgets, else nothing."""
    if folders is None:
        from jupyter_core.paths import jupyter_path

        folders = jupyter_path("labextensions")
    wanted = ("anywidget", "@jupyter-widgets/jupyterlab-manager")
    missing = [name for name in wanted if not any(Path(folder, name).is_dir() for folder in folders)]
    if missing:
        return (
            f"JupyterLab has no {' and no '.join(missing)}: run `make lab`, and open the course from there; "
            "a JupyterLab installed elsewhere does not see this one's widgets."
        )
    return None


def data_trouble():
    """Return a sentence if a data file is missing or altered, else nothing."""
    from course_lib import data

    try:
        for name in data.names():
            data.image(name)
        data.stereo_pair()
        data.digits()
    except (OSError, ValueError) as error:
        return f"{error}."
    return None


def progress_trouble():
    """Return a sentence if progress cannot be kept, else nothing."""
    from course_lib.kit.practice.progress.records import load, progress_path

    folder = progress_path().parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK) or not folder.is_dir():
        return (
            f"Your progress cannot be kept in {progress_path().parent}: set the environment variable COURSE_PROGRESS "
            "to a file in a folder of yours. Everything else works without it."
        )
    return load().trouble or None
