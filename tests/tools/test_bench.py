"""`make bench` measures what it says; the numbers themselves are nobody's test."""

import pytest

from course_lib.kit.explorer.example import SquareWave
from tools.bench import __main__ as bench


def test_middle_and_tail():
    assert bench.middle_and_tail(range(1, 102)) == (51, 96)


def test_an_explorer_gets_a_row_with_times_and_bytes(monkeypatch, capsys):
    monkeypatch.setattr("course_lib.kit.sweep.walk.every_explorer", lambda: [SquareWave])
    monkeypatch.setattr(bench, "MOVES", 5)
    bench.explorers()
    name, *numbers = capsys.readouterr().out.splitlines()[-1].split()
    assert name == "SquareWave"
    times, sizes = list(map(float, numbers[:2])), list(map(float, numbers[2:4]))
    assert all(0 < time < 1000 for time in times)
    assert all(1 < size < 100 for size in sizes)  # a line of 1000 points, not a picture


@pytest.mark.slow
def test_imports_and_memory_are_read_from_fresh_interpreters(capsys):
    bench.imports()
    rows = capsys.readouterr().out.splitlines()[1:]
    assert rows[0].split()[0] == "course_lib"
    assert rows[0].endswith("loads nothing heavy")
