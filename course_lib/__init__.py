"""An interactive course on computer vision and deep learning: the tested functions behind its notebooks.

    from course_lib import check, exercise, hint, predict, progress, recap, review, solution

Each of these is loaded when it is first asked for, so that `import course_lib` stays light.
"""

from importlib import import_module

__version__ = "0.1.0"

# What a learner or a lecturer types -> the module of the kit that defines it.
_HOME = {
    "check": "practice.exercises.desk",
    "exercise": "practice.exercises.desk",
    "hint": "practice.exercises.desk",
    "lecture": "lab.lecture",
    "notation": "notebook.notation",
    "predict": "practice.claims.prediction",
    "progress": "practice.progress.scoreboard",
    "recap": "practice.claims.recap",
    "reset_progress": "practice.progress.scoreboard",
    "review": "practice.claims.review",
    "self_check": "lab.self_check",
    "solution": "practice.exercises.desk",
}


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.kit.{_HOME[name]}"), name)


def __dir__():
    return sorted([*globals(), *_HOME])
