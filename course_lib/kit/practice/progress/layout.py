"""What stands in the progress file: from JSON to what the course works with, and back.

    {"version": 2,
     "predictions": {"conv-output-formula": {
         "bets": [["2025-03-12", "holds"], ["2025-03-14", "depends"]],
         "memory": {"stability": 0.6, "difficulty": 6.7, "last": "2025-03-14", "due": "2025-03-15"}}},
     "exercises": {"sizes-on-paper": "solved"}}

Version 1 kept of each claim the last bet alone, {"conv-output-formula": "holds"}: it is read as a bet without a day.
"""

from datetime import date
from typing import NamedTuple

from course_lib.kit.practice.progress.spacing import MOST_STABLE, Memory

VERSION = 2
KINDS = ("predictions", "exercises")


class Bet(NamedTuple):
    day: date | None  # None: version 1 kept no days
    answer: str


class Betting(NamedTuple):
    """All that is known of the bets on one claim."""

    bets: tuple  # of Bet, the oldest first; at least one
    memory: Memory | None  # None while no bet counts


def nothing():
    """Return the entries of a learner who begins: {"predictions": {id: Betting}, "exercises": {name: str}}."""
    return {kind: {} for kind in KINDS}


def written(entries):
    """Return the content of the file that holds these entries."""
    return {
        "version": VERSION,
        "predictions": {id: _written_betting(betting) for id, betting in entries["predictions"].items()},
        "exercises": dict(entries["exercises"]),
    }


def read(content):
    """Return (entries, whole): what of a file's content has the right form, and whether that is all of it."""
    if not isinstance(content, dict):
        return nothing(), False
    content = {**nothing(), "version": VERSION, **_upgraded(content)}
    bettings = {id: _betting(value) for id, value in _group(content, "predictions")}
    entries = {
        "predictions": {id: betting for id, betting in bettings.items() if betting is not None},
        "exercises": {name: state for name, state in _group(content, "exercises") if isinstance(state, str)},
    }
    return entries, written(entries) == content


def is_newer(content):
    """Return whether a later version of the course wrote this."""
    version = content.get("version") if isinstance(content, dict) else None
    return isinstance(version, int) and version > VERSION


def _upgraded(content):
    """Return a file's content with the bets of version 1 in the form of today."""
    if not isinstance(content.get("predictions"), dict):
        return content
    dated = {id: {"bets": [[None, bet]]} if isinstance(bet, str) else bet for id, bet in content["predictions"].items()}
    return {**content, "predictions": dated}


def _group(content, kind):
    return content[kind].items() if isinstance(content[kind], dict) else ()


def _betting(value):
    """Return the `Betting` that stands in `value`, without the parts that are broken; None if no bet is left."""
    if not isinstance(value, dict) or not isinstance(value.get("bets"), list):
        return None
    bets = tuple(bet for bet in map(_bet, value["bets"]) if bet is not None)
    return Betting(bets, _memory(value.get("memory"))) if bets else None


def _bet(value):
    match value:
        case [None, str(answer)]:
            return Bet(None, answer)
        case [str(day), str(answer)] if _day(day) is not None:
            return Bet(_day(day), answer)
    return None


def _memory(value):
    match value:
        case {"stability": int() | float() as stability, "difficulty": int() | float() as difficulty, **days}:
            last, due = _day(days.get("last")), _day(days.get("due"))
            possible = 0 < stability <= MOST_STABLE and 1 <= difficulty <= 10  # NaN is not
            return Memory(stability, difficulty, last, due) if possible and last and due else None
    return None


def _day(text):
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return day if 1970 <= day.year < 3000 else None  # days are reckoned with, and `date` ends in 9999


def _written_betting(betting):
    bets = [[bet.day and bet.day.isoformat(), bet.answer] for bet in betting.bets]
    if betting.memory is None:
        return {"bets": bets}
    days = {name: getattr(betting.memory, name).isoformat() for name in ("last", "due")}
    return {"bets": bets, "memory": {**betting.memory._asdict(), **days}}
