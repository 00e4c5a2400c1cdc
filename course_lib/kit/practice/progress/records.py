"""The learner's progress in one small JSON file. Whatever is wrong with the file costs the progress and no more.

A change reads the file, changes what it read, and writes it, with no other notebook in between: nothing is lost when
two write at once.
"""

import contextlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from course_lib.kit.practice.progress import days, layout
from course_lib.kit.practice.progress.layout import Bet, Betting
from course_lib.kit.practice.progress.spacing import after_bet

PATIENCE = 5  # seconds that a change waits for another notebook's
# Changes that could not be written: made again on what the file holds once it can be. {path: [change, ...]}
_unsaved = {}
_said = set()


class Progress(NamedTuple):
    entries: dict  # {"predictions": {claim id: Betting}, "exercises": {name: "solved" or "tried"}}
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
    entries, trouble = _read(path)
    if path in _unsaved:
        trouble = f"Your progress cannot be saved at {path}. It lasts for this session."
    for change in _unsaved.get(path, ()):
        change(entries)
    return Progress(entries, trouble)


def record_bet(id, answer, right=None):
    """Keep a bet of today on a claim; return a sentence if something is wrong with the file, once a session, else "".

    Parameters
    ----------
    id, answer : str
        The claim and the bet on it.
    right : bool, optional
        Whether the bet was right, which decides when the claim comes back. Leave it out for a bet that was placed with
        the answer in view: it tells nothing of what is remembered.
    """
    day = days.today()

    def bet(entries):
        bets, memory = entries["predictions"].get(id, Betting((), None))
        memory = memory if right is None else after_bet(memory, right, day)
        entries["predictions"][id] = Betting((*bets, Bet(day, answer)), memory)

    return _make(bet)


def record_exercise(name, right):
    """Keep that an exercise was solved (`right`) or tried; return a sentence as `record_bet` does.

    Once solved, an exercise stays solved.
    """

    def check(entries):
        solved = right or entries["exercises"].get(name) == "solved"
        entries["exercises"][name] = "solved" if solved else "tried"

    return _make(check)


def forget():
    """Begin anew; return in words what happened. The old file is kept beside the new one."""
    path = progress_path()
    _unsaved.pop(path, None)
    _said.clear()
    try:
        if not path.is_file():
            return "There is no progress to forget."
        with _alone(path):
            return f"Your progress begins anew. The old file is kept as {_set_aside(path).name}."
    except OSError as error:
        return f"The progress at {path} cannot be moved: {_why(error)}."


def _make(change):
    """Make a change, and those that wait, on what the file holds now; return a sentence as `record_bet` does."""
    path = progress_path()
    changes = [*_unsaved.get(path, ()), change]
    try:
        with _alone(path):
            entries, trouble = _read(path)
            before = layout.written(entries)
            for each in changes:
                each(entries)
            content = layout.written(entries)
            if trouble or content != before:
                aside = _write(path, content, keep_old=bool(trouble) and path.is_file())
                trouble += f" The old file is kept as {aside.name}." if aside else ""
        _unsaved.pop(path, None)
    except OSError as error:
        _unsaved[path] = changes
        trouble = f"Your progress cannot be saved at {path}: {_why(error)}. It lasts for this session."
    return _once(trouble)


def _read(path):
    """Return the `Progress` in the file itself."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Progress(layout.nothing(), "")
    except OSError as error:
        return Progress(layout.nothing(), f"Your progress at {path} cannot be read: {_why(error)}.")
    except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested without end
        return Progress(layout.nothing(), f"Your progress at {path} cannot be understood. It starts anew.")
    entries, whole = layout.read(content)
    if layout.is_newer(content):
        trouble = f"Your progress at {path} is of a newer version of the course. What this one understands is kept."
    else:
        trouble = "" if whole else f"Parts of your progress at {path} cannot be understood. The rest is kept."
    return Progress(entries, trouble)


@contextlib.contextmanager
def _alone(path):
    """Keep the other notebooks from changing the file meanwhile. Raises `OSError` if one of them does not end.

    The lock is a file of its own beside it, because the progress file itself is replaced by each change.
    """
    from filelock import FileLock, Timeout  # only who writes waits for it to load

    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{path}.lock", timeout=PATIENCE)
    with contextlib.ExitStack() as held:
        try:
            lock.acquire(poll_interval=0.005)
        except Timeout:
            raise
        except (OSError, NotImplementedError):
            pass  # no file may lie here, which writing will tell; or this file system knows no locks
        else:
            held.callback(lock.release)
        yield


def _write(path, content, keep_old):
    """Write to a file of its own, then swap: a reader never meets half a file. Return where the old one went."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, sort_keys=True))
            file.flush()
            os.fsync(file.fileno())  # else a power cut after the swap may leave an empty file
        aside = _set_aside(path) if keep_old else None
        _swap(Path(temporary), path)
        return aside
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _swap(new, path):
    for pause in (0.01, 0.05, 0.2):
        try:
            new.replace(path)
            return
        except PermissionError:  # Windows, while another notebook reads the file
            time.sleep(pause)
    new.replace(path)


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
    if isinstance(error, TimeoutError) and not error.strerror:  # filelock's
        return "another notebook is writing there"
    return (error.strerror or type(error).__name__).lower()
