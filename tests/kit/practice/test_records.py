import json
import multiprocessing
import time
from datetime import date
from pathlib import Path

import filelock
import pytest

from course_lib.kit.practice.progress import layout, records
from course_lib.kit.practice.progress.layout import Bet, Betting
from course_lib.kit.practice.progress.scoreboard import reset_progress
from course_lib.kit.practice.progress.spacing import Memory

NOTHING = {"predictions": {}, "exercises": {}}
TODAY = date(2025, 3, 12)  # conftest.py sets it


def once(answer, day=TODAY):
    """Return the `Betting` of one bet that did not count."""
    return Betting((Bet(day, answer),), None)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def claims_on_file(path):
    return set(json.loads(path.read_text(encoding="utf-8"))["predictions"])


def test_what_is_recorded_is_read_again(progress_file):
    assert records.record_bet("a-claim", "holds", right=True) == ""
    assert records.record_exercise("a-task", True) == ""
    entries, trouble = records.load()
    assert (set(entries["predictions"]), entries["exercises"], trouble) == ({"a-claim"}, {"a-task": "solved"}, "")
    bets, memory = entries["predictions"]["a-claim"]
    assert (bets, memory.last, memory.due) == ((Bet(TODAY, "holds"),), TODAY, date(2025, 3, 14))
    assert json.loads(progress_file.read_text(encoding="utf-8")) == layout.written(entries)
    assert names(progress_file.parent) == ["progress.json", "progress.json.lock"], "no temporary file stays"


def test_all_bets_are_kept_with_their_days(on):
    records.record_bet("a", "holds", right=False)
    records.record_bet("a", "depends")
    day = on(2025, 3, 13)
    records.record_bet("a", "depends", right=True)
    bets, memory = records.load().entries["predictions"]["a"]
    assert bets == (Bet(TODAY, "holds"), Bet(TODAY, "depends"), Bet(day, "depends"))
    assert memory.last == day


def test_an_exercise_once_solved_stays_solved(progress_file):
    for right, state in ((False, "tried"), (True, "solved"), (False, "solved")):
        records.record_exercise("a", right)
        assert records.load().entries["exercises"] == {"a": state}
    before = progress_file.stat()
    records.record_exercise("a", True)
    after = progress_file.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino), "no change, no writing"


def test_without_a_file_there_is_no_progress_and_no_trouble():
    assert records.load() == (NOTHING, "")


def test_the_file_lies_at_home_unless_said_otherwise(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert records.progress_path() == tmp_path / ".course_progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", "~/there.json")
    assert records.progress_path() == tmp_path / "there.json"


def test_without_a_home_it_lies_here(monkeypatch, tmp_path):
    def homeless(path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("COURSE_PROGRESS")
    monkeypatch.setattr(Path, "expanduser", homeless)
    monkeypatch.chdir(tmp_path)
    assert records.load() == (NOTHING, "")
    records.record_bet("a", "holds")
    assert (tmp_path / ".course_progress.json").exists()


SPOILT = {
    "empty": b"",
    "cut off": b'{"predictions": {"a": "ho',
    "not utf-8": b'{"predictions": {"a": "\xff\xfe"}}',
    "binary": bytes(range(256)),
    "utf-16": '{"predictions": {}}'.encode("utf-16"),
    "a list": b"[1, 2]",
    "a number": b"3",
    "null": b"null",
    "not a number": b"NaN",
    "deep": b"[" * 100_000,
    "wrong kinds": b'{"predictions": ["a"], "exercises": 3}',
    "wrong values": b'{"predictions": {"a": {"b": 1}}, "exercises": {"b": null}}',
    "unknown kinds": b'{"marks": {"a": "b"}}',
}


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_costs_the_progress_only_and_is_kept(progress_file, content):
    progress_file.write_bytes(content)
    entries, trouble = records.load()
    assert entries == NOTHING
    assert trouble.endswith(("It starts anew.", "The rest is kept."))
    assert progress_file.read_bytes() == content, "reading changes nothing"
    said = records.record_bet("new", "holds")
    assert said.endswith("The old file is kept as progress.json.bak.")
    assert progress_file.with_name("progress.json.bak").read_bytes() == content
    assert records.load() == ({"predictions": {"new": once("holds")}, "exercises": {}}, "")


def test_what_is_sound_in_a_spoilt_file_is_kept(progress_file):
    progress_file.write_text('{"predictions": {"a": "holds", "b": 3}, "exercises": []}', encoding="utf-8")
    kept = {"a": once("holds", day=None)}
    assert records.load().entries == {"predictions": kept, "exercises": {}}
    records.record_exercise("c", False)
    assert records.load().entries == {"predictions": kept, "exercises": {"c": "tried"}}


def test_a_file_of_the_first_version_is_read_and_goes_on(progress_file):
    """It kept one bet of each claim, without its day. Nothing is amiss, so it is not set aside."""
    old = '{"exercises": {"t": "solved"}, "predictions": {"a": "holds", "b": "depends"}}'
    progress_file.write_text(old, encoding="utf-8")
    entries, trouble = records.load()
    undated = {"a": once("holds", day=None), "b": once("depends", day=None)}
    assert (entries, trouble) == ({"predictions": undated, "exercises": {"t": "solved"}}, "")
    assert progress_file.read_text(encoding="utf-8") == old, "reading changes nothing"
    assert records.record_bet("a", "holds", right=True) == ""
    entries, trouble = records.load()
    assert trouble == ""
    assert entries["predictions"]["a"].bets == (Bet(None, "holds"), Bet(TODAY, "holds"))
    assert entries["predictions"]["a"].memory.due == date(2025, 3, 14)
    assert entries["predictions"]["b"] == undated["b"]
    assert entries["exercises"] == {"t": "solved"}
    assert json.loads(progress_file.read_text(encoding="utf-8"))["version"] == 2
    assert names(progress_file.parent) == ["progress.json", "progress.json.lock"]


def test_a_file_of_a_newer_version_is_kept_aside_and_what_is_understood_is_used(progress_file):
    newer = json.dumps({"version": 3, "predictions": {"a": {"bets": [["2025-03-01", "holds"]], "mood": 3}}, "more": 1})
    progress_file.write_text(newer, encoding="utf-8")
    entries, trouble = records.load()
    assert entries == {"predictions": {"a": once("holds", date(2025, 3, 1))}, "exercises": {}}
    assert trouble.endswith("is of a newer version of the course. What this one understands is kept.")
    assert records.record_bet("b", "holds").endswith("is kept. The old file is kept as progress.json.bak.")
    assert progress_file.with_name("progress.json.bak").read_text(encoding="utf-8") == newer
    assert set(records.load().entries["predictions"]) == {"a", "b"}
    assert records.load().trouble == ""


GOOD = {"stability": 2.5, "difficulty": 6, "last": "2025-03-10", "due": "2025-03-13"}
READ = Memory(2.5, 6, date(2025, 3, 10), date(2025, 3, 13))
BET = ["2025-03-10", "holds"]
# What stands in the file -> (is the bet above left of it, and the memory)
BROKEN = {
    "no bets": ({"memory": GOOD}, False, None),
    "bets of another kind": ({"bets": {"2025-03-10": "holds"}, "memory": GOOD}, False, None),
    "an empty list": ({"bets": [], "memory": GOOD}, False, None),
    "a list": ([BET], False, None),
    "one bet of two": ({"bets": [["yesterday", "holds"], BET], "memory": GOOD}, True, READ),
    "a bet of three": ({"bets": [[*BET, 1], BET]}, True, None),
    "a number for an answer": ({"bets": [["2025-03-10", 1], BET]}, True, None),
    "a day that reckoning leaves": ({"bets": [["9999-12-31", "holds"], BET]}, True, None),
    "a day that is a number": ({"bets": [[20250310, "holds"], BET]}, True, None),
    "something new": ({"bets": [BET], "memory": GOOD, "mood": 1}, True, READ),
    "a memory of another kind": ({"bets": [BET], "memory": "good"}, True, None),
    "a memory without a day": ({"bets": [BET], "memory": {**GOOD, "due": None}}, True, None),
    "a stability that is none": ({"bets": [BET], "memory": {**GOOD, "stability": float("nan")}}, True, None),
    "a stability without end": ({"bets": [BET], "memory": {**GOOD, "stability": float("inf")}}, True, None),
    "a stability of 0": ({"bets": [BET], "memory": {**GOOD, "stability": 0}}, True, None),
    "a huge stability": ({"bets": [BET], "memory": {**GOOD, "stability": 10**400}}, True, None),
    "a difficulty in words": ({"bets": [BET], "memory": {**GOOD, "difficulty": "high"}}, True, None),
    "a difficulty beyond 10": ({"bets": [BET], "memory": {**GOOD, "difficulty": 11}}, True, None),
}


@pytest.mark.parametrize("entry, bet_is_left, memory", BROKEN.values(), ids=BROKEN)
def test_a_broken_entry_costs_nothing_but_itself(progress_file, entry, bet_is_left, memory):
    content = {"version": 2, "predictions": {"a": {"bets": [BET], "memory": GOOD}, "b": entry}}
    progress_file.write_text(json.dumps({**content, "exercises": {"t": "tried"}}), encoding="utf-8")
    entries, trouble = records.load()
    assert trouble.endswith("The rest is kept.")
    bets = (Bet(date(2025, 3, 10), "holds"),)
    assert entries["predictions"].pop("a") == Betting(bets, READ)
    assert entries["exercises"] == {"t": "tried"}
    assert entries["predictions"] == ({"b": Betting(bets, memory)} if bet_is_left else {})
    assert records.record_bet("b", "depends", right=True).endswith("The old file is kept as progress.json.bak.")
    assert records.load().entries["predictions"]["b"].bets[-1] == Bet(TODAY, "depends")
    assert records.load().trouble == ""


def test_what_is_remembered_is_written_and_read_to_the_last_digit(on):
    for month, right in enumerate([True, False, True, True, True], start=3):
        on(2025, month, 20)
        records.record_bet("a", "holds", right)
        entries = records.load().entries
        assert layout.read(json.loads(json.dumps(layout.written(entries)))) == (entries, True)
    assert entries["predictions"]["a"].memory.stability % 1 != 0


def test_no_file_kept_aside_is_overwritten(progress_file):
    for content in ("first", "second", "third"):
        progress_file.write_text(content, encoding="utf-8")
        records.record_bet("a", content)
    kept = [progress_file.with_name(f"progress.json.bak{n}").read_text(encoding="utf-8") for n in ("", 2, 3)]
    assert kept == ["first", "second", "third"]


def assert_lasts_for_the_session(path):
    said = records.record_bet("a", "holds")
    assert said.startswith(f"Your progress cannot be saved at {path}: ")
    assert said.endswith("It lasts for this session.")
    assert records.record_exercise("b", True) == "", "said once"
    assert records.load().entries == {"predictions": {"a": once("holds")}, "exercises": {"b": "solved"}}
    assert "cannot be saved" in records.load().trouble


def test_a_place_below_a_file_cannot_be_written(progress_file, monkeypatch):
    progress_file.write_text("{}", encoding="utf-8")  # chmod would not stop root; this does
    below = progress_file / "deeper" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(below))
    assert records.load().entries == NOTHING
    assert_lasts_for_the_session(below)


def test_a_folder_in_its_place_is_left_alone(progress_file):
    progress_file.mkdir()
    (progress_file / "thesis.txt").touch()
    assert "cannot be read: is a directory" in records.load().trouble
    assert_lasts_for_the_session(progress_file)
    assert (progress_file / "thesis.txt").exists()
    assert names(progress_file.parent) == ["progress.json", "progress.json.lock"], "no temporary file stays"


@pytest.fixture
def full_disk():
    """Call it with a monkeypatch, and nothing can be written as long as that lasts."""

    def refuse(handle):
        raise OSError(28, "No space left on device")

    return lambda patch: patch.setattr(records.os, "fsync", refuse)


def test_a_full_disk_costs_nothing_on_file(progress_file, full_disk, monkeypatch):
    records.record_bet("old", "holds")
    with monkeypatch.context() as meanwhile:
        full_disk(meanwhile)
        assert "no space left on device" in records.record_bet("new", "holds")
    assert claims_on_file(progress_file) == {"old"}
    assert set(records.load().entries["predictions"]) == {"old", "new"}
    assert names(progress_file.parent) == ["progress.json", "progress.json.lock"]
    # Once there is room again, what was kept in mind goes to the file.
    records.record_bet("newer", "depends")
    assert claims_on_file(progress_file) == {"old", "new", "newer"}
    assert records.load().trouble == ""


def test_what_waits_to_be_saved_takes_nothing_from_what_another_notebook_writes(full_disk, monkeypatch):
    records.record_bet("a", "holds")
    with monkeypatch.context() as meanwhile:
        full_disk(meanwhile)
        assert "no space left" in records.record_bet("a", "depends")
    mine = dict(records._unsaved)
    records._unsaved.clear()  # now the other notebook writes
    records.record_bet("a", "does not")
    records.record_bet("theirs", "holds")
    records._unsaved.update(mine)
    assert records.record_exercise("mine", True) == ""
    entries = records.load().entries
    assert [bet.answer for bet in entries["predictions"]["a"].bets] == ["holds", "does not", "depends"]
    assert (set(entries["predictions"]), entries["exercises"]) == ({"a", "theirs"}, {"mine": "solved"})


def test_a_spoilt_file_stays_where_it_is_while_the_disk_is_full(progress_file, full_disk, monkeypatch):
    progress_file.write_text('{"predictions": {"a": "holds", "b": 3}}', encoding="utf-8")
    full_disk(monkeypatch)
    records.record_bet("new", "holds")
    assert set(records.load().entries["predictions"]) == {"a", "new"}
    assert names(progress_file.parent) == ["progress.json", "progress.json.lock"]


def test_a_missing_folder_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "a" / "b" / "progress.json"))
    assert records.record_bet("a", "holds") == ""
    assert records.load().entries["predictions"] == {"a": once("holds")}


def test_a_notebook_that_never_ends_its_writing_is_named(progress_file, monkeypatch):
    monkeypatch.setattr(records, "PATIENCE", 0.05)
    with filelock.FileLock(f"{progress_file}.lock"):
        said = records.record_bet("a", "holds")
        assert said.endswith(": another notebook is writing there. It lasts for this session.")
        assert not progress_file.exists()
    records.record_bet("b", "holds")
    assert claims_on_file(progress_file) == {"a", "b"}
    with filelock.FileLock(f"{progress_file}.lock"):
        assert reset_progress().endswith("progress.json cannot be moved: another notebook is writing there.")


@pytest.mark.parametrize("error", [OSError(37, "No locks available"), NotImplementedError("flock")])
def test_where_there_are_no_locks_it_is_saved_all_the_same(progress_file, monkeypatch, error):
    def refuse(lock, poll_interval):
        raise error

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    assert records.record_bet("a", "holds") == ""
    assert claims_on_file(progress_file) == {"a"}


def test_a_file_that_another_notebook_reads_under_windows_is_swapped_a_moment_later(progress_file, monkeypatch):
    refusals, swap = [PermissionError(13, "Permission denied")] * 2, Path.replace

    def replace(path, target):
        if refusals:
            raise refusals.pop()
        return swap(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert records.record_bet("a", "holds") == ""
    assert claims_on_file(progress_file) == {"a"}
    refusals += [PermissionError(13, "Permission denied")] * 4
    assert "permission denied" in records.record_bet("b", "holds")
    assert set(records.load().entries["predictions"]) == {"a", "b"}


WRITES = 250  # of each of two notebooks


def write_many(name, path):
    import os

    os.environ["COURSE_PROGRESS"] = str(path)
    for number in range(WRITES):
        id = "shared" if number % 3 == 0 else f"{name}-{number}"  # a third of the bets are on the same claim
        assert records.record_bet(id, f"{name} {number}", right=number % 2 == 0) == ""


@pytest.mark.slow
def test_two_notebooks_that_write_at_once_lose_nothing(progress_file, monkeypatch):
    monkeypatch.setattr(records, "PATIENCE", 120)  # one may write all of its bets before the other finds a gap
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(name, progress_file)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert records.load().trouble == ""
        time.sleep(0.01)
    assert [writer.exitcode for writer in writers] == [0, 0]
    entries, trouble = records.load()
    assert trouble == ""
    kept = [bet.answer for betting in entries["predictions"].values() for bet in betting.bets]
    assert sorted(kept) == sorted(f"{name} {number}" for name in ("one", "two") for number in range(WRITES))
    shared = [bet.answer.split() for bet in entries["predictions"]["shared"].bets]
    for name in ("one", "two"):
        mine = [int(number) for writer, number in shared if writer == name]
        assert mine == list(range(0, WRITES, 3)), "the bets of a notebook stand in their order"
    assert names(progress_file.parent) == ["progress.json", "progress.json.lock"]


def test_reset_begins_anew_and_keeps_the_old_file(progress_file):
    assert reset_progress() == "There is no progress to forget."
    records.record_bet("a", "holds")
    assert reset_progress() == "Your progress begins anew. The old file is kept as progress.json.bak."
    assert records.load() == (NOTHING, "")
    assert '"a"' in progress_file.with_name("progress.json.bak").read_text(encoding="utf-8")


def test_reset_leaves_a_folder_alone(progress_file):
    progress_file.mkdir()
    assert reset_progress() == "There is no progress to forget."
    assert progress_file.is_dir()
