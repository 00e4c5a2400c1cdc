import json
import multiprocessing
from pathlib import Path

import pytest

from course_lib.kit.practice.progress import records
from course_lib.kit.practice.progress.scoreboard import reset_progress

NOTHING = {"predictions": {}, "exercises": {}}


def test_what_is_recorded_is_read_again(progress_file):
    assert records.record("predictions", "a-claim", "holds") == ""
    assert records.record("exercises", "a-task", "solved") == ""
    assert records.load() == ({"predictions": {"a-claim": "holds"}, "exercises": {"a-task": "solved"}}, "")
    assert json.loads(progress_file.read_text(encoding="utf-8")) == records.load().entries
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"], "no temporary file stays"


def test_without_a_file_there_is_no_progress_and_no_trouble():
    assert records.load() == (NOTHING, "")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="`kind` must be one of predictions, exercises, got 'marks'"):
        records.record("marks", "a", "b")


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
    records.record("predictions", "a", "holds")
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
    said = records.record("predictions", "new", "holds")
    assert said.endswith("The old file is kept as progress.json.bak.")
    assert progress_file.with_name("progress.json.bak").read_bytes() == content
    assert records.load() == ({"predictions": {"new": "holds"}, "exercises": {}}, "")


def test_what_is_sound_in_a_spoilt_file_is_kept(progress_file):
    progress_file.write_text('{"predictions": {"a": "holds", "b": 3}, "exercises": []}', encoding="utf-8")
    assert records.load().entries == {"predictions": {"a": "holds"}, "exercises": {}}
    records.record("exercises", "c", "tried")
    assert records.load().entries == {"predictions": {"a": "holds"}, "exercises": {"c": "tried"}}


def test_no_file_kept_aside_is_overwritten(progress_file):
    for content in ("first", "second", "third"):
        progress_file.write_text(content, encoding="utf-8")
        records.record("predictions", "a", content)
    kept = [progress_file.with_name(f"progress.json.bak{n}").read_text(encoding="utf-8") for n in ("", 2, 3)]
    assert kept == ["first", "second", "third"]


def assert_lasts_for_the_session(path):
    said = records.record("predictions", "a", "holds")
    assert said.startswith(f"Your progress cannot be saved at {path}: ")
    assert said.endswith("It lasts for this session.")
    assert records.record("exercises", "b", "solved") == "", "said once"
    assert records.load().entries == {"predictions": {"a": "holds"}, "exercises": {"b": "solved"}}
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
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"], "no temporary file stays"


def test_a_full_disk_costs_nothing_on_file(progress_file, monkeypatch):
    records.record("predictions", "old", "holds")

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records.json, "dump", full)
    assert "no space left on device" in records.record("predictions", "new", "holds")
    monkeypatch.undo()
    monkeypatch.setenv("COURSE_PROGRESS", str(progress_file))
    assert json.loads(progress_file.read_text(encoding="utf-8"))["predictions"] == {"old": "holds"}
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"]
    # Once there is room again, what was kept in mind goes to the file.
    records.record("predictions", "newer", "depends")
    assert set(json.loads(progress_file.read_text(encoding="utf-8"))["predictions"]) == {"old", "new", "newer"}
    assert records.load().trouble == ""


def test_a_missing_folder_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "a" / "b" / "progress.json"))
    assert records.record("predictions", "a", "holds") == ""
    assert records.load().entries["predictions"] == {"a": "holds"}


def write_many(name, path):
    import os

    os.environ["COURSE_PROGRESS"] = str(path)
    for number in range(60):
        records.record("predictions", f"{name}-{number}", "holds" * 50)


def test_two_notebooks_at_once_never_spoil_the_file(progress_file):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(name, progress_file)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert records.load().trouble == ""
    assert [writer.exitcode for writer in writers] == [0, 0]
    entries, trouble = records.load()
    assert trouble == ""
    assert entries["predictions"]
    assert [path.name for path in progress_file.parent.iterdir()] == ["progress.json"]


def test_reset_begins_anew_and_keeps_the_old_file(progress_file):
    assert reset_progress() == "There is no progress to forget."
    records.record("predictions", "a", "holds")
    assert reset_progress() == "Your progress begins anew. The old file is kept as progress.json.bak."
    assert records.load() == (NOTHING, "")
    assert "a" in progress_file.with_name("progress.json.bak").read_text(encoding="utf-8")


def test_reset_leaves_a_folder_alone(progress_file):
    progress_file.mkdir()
    assert reset_progress() == "There is no progress to forget."
    assert progress_file.is_dir()
