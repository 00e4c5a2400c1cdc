"""Practice: bet on a claim, solve an exercise, see how far you are. Knows no topic of the course.

In a notebook: `predict("<claim>")`, `exercise("<name>")`, `check("<name>", answer)`, `hint("<name>")`,
`solution("<name>")`, `progress()`. A topic package brings `claims.yaml` and `exercises.py`; both are found by looking.
"""

from importlib import import_module

# Name -> module that defines it. Loaded when first asked for, so that importing this package stays light.
_HOME = {
    "Claim": "ledger",
    "claim": "ledger",
    "claims": "ledger",
    "predict": "prediction",
    "Exercise": "tasks",
    "Mistake": "tasks",
    "check": "desk",
    "exercise": "desk",
    "hint": "desk",
    "solution": "desk",
    "exercises": "catalogue",
    "proofs": "proving",
    "progress": "scoreboard",
    "recap": "summary",
    "reset_progress": "scoreboard",
}
__all__ = list(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__():
    return sorted([*globals(), *_HOME])
