"""The learner's progress in one small JSON file. Whatever is wrong with the file costs the progress and no more."""

import json
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

KINDS = ("predictions", "exercises")
# What could not be written, so that it lasts at least until the kernel stops. {path: entries}
_unsaved = {}
_said = set()


class Progress(NamedTuple):
    entries: dict  # {"predictions": {claim id: answer}, "exercises": {name: "solved" or "tried"}}
    trouble: str  # what is wrong with the file, in words; empty when nothing is


def progress_path():
    """Return where the progress lies: $COURSE_PROGRESS, or .course_progress.json in the home folder."""
    path = Path(os.environ.get("COURSE_PROGRESS") or "~/.course_progress.json")
    try:
        return path.expanduser()
    except RuntimeError:  # no home folder, as in some containers
        return Path(path.name)


def load():
    """Return the `Progress` on file; what cannot be read is left out and named in `trouble`. Never raises."""
    path = progress_path()
    if path in _unsaved:
        return Progress(_copy(_unsaved[path]), f"Your progress cannot be saved at {path}. It lasts for this session.")
    try:
        text = path.read_bytes().decode("utf-8")
        content = json.loads(text)
    except FileNotFoundError:
        return Progress(_copy({}), "")
    except OSError as error:
        return Progress(_copy({}), f"Your progress at {path} cannot be read: {_why(error)}.")
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested without end
        return Progress(_copy({}), f"Your progress at {path} cannot be understood. It starts anew.")
    entries = _sound(content)
    damaged = entries != content
    return Progress(
        _copy(entries), f"Parts of your progress at {path} cannot be understood. The rest is kept." if damaged else ""
    )


def record(kind, id, value):
    """Keep `value` for `id`; return a sentence if something is wrong with the file, once a session, else "".

    Parameters
    ----------
    kind : str
        "predictions" or "exercises".
    id, value : str
        The claim and the bet on it; the exercise and "solved" or "tried".

    Raises
    ------
    ValueError
        If the kind is unknown. Trouble with the file is never raised.
    """
    if kind not in KINDS:
        raise ValueError(f"`kind` must be one of {', '.join(KINDS)}, got {kind!r}")
    entries, trouble = load()
    if entries[kind].get(id) == value and not trouble:
        return ""
    entries[kind][id] = value
    path = progress_path()
    try:
        if path.is_file() and trouble and path not in _unsaved:
            trouble += f" The old file is kept as {_set_aside(path).name}."
        _write(path, entries)
        _unsaved.pop(path, None)
    except OSError as error:
        _unsaved[path] = entries
        trouble = f"Your progress cannot be saved at {path}: {_why(error)}. It lasts for this session."
    return _once(trouble)


def forget():
    """Begin anew; return in words what happened. The old file is kept beside the new one."""
    path = progress_path()
    _unsaved.pop(path, None)
    _said.clear()
    try:
        if not path.is_file():
            return "There is no progress to forget."
        return f"Your progress begins anew. The old file is kept as {_set_aside(path).name}."
    except OSError as error:
        return f"The progress at {path} cannot be moved: {_why(error)}."


def _sound(content):
    """Return the part of a file's content that has the right form."""
    if not isinstance(content, dict):
        return {}
    kept = {kind: group for kind, group in content.items() if kind in KINDS and isinstance(group, dict)}
    return {kind: {id: value for id, value in group.items() if isinstance(value, str)} for kind, group in kept.items()}


def _copy(entries):
    return {kind: dict(entries.get(kind, {})) for kind in KINDS}


def _write(path, entries):
    """Write to a file of its own, then swap: a reader, or a second notebook, never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(entries, file, indent=1, sort_keys=True)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _set_aside(path):
    """Move the file to the first free name of .bak, .bak2, .bak3, ... and return that name."""
    numbers = ["", *range(2, 1000)]
    free = next(name for n in numbers if not (name := path.with_name(f"{path.name}.bak{n}")).exists())
    path.replace(free)
    return free


def _once(sentence):
    if sentence in _said:
        return ""
    _said.add(sentence)
    return sentence


def _why(error):
    return (error.strerror or type(error).__name__).lower()
