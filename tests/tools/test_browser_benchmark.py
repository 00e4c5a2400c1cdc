"""What `make bench-browser` writes: tables and a sentence from numbers; the numbers themselves are nobody's test."""

import pytest

from tools.bench.browser import __main__ as bench
from tools.bench.browser import line, report
from tools.bench.browser.drive import judged
from tools.bench.browser.explorers import Pace
from tools.bench.browser.growth import Cost, exponent
from tools.bench.browser.kernels import Memory, first_that_shows_torch
from tools.bench.browser.ways import Way


def way(name, median):
    rest = {"tail": [9], "pictures": [3.25], "lag": [7], "settle": [8], "received": 1500, "sent": 60, "kernel": 1.5}
    return Way(name, median=median, missed=0, **rest)


def pace(name, median):
    times = {"start": 300, "tail": 50, "compute": 1, "update": 2, "record": 3, "travel": 4, "paint": 5}
    return Pace(name, "topic", median=median, kilobytes=12, slowest="k 40", missed=0, **times)


WAYS = [way("`interact` + `plt.show`", [400, 310, 320]), way("the stage of this course", [32, 31, 40])]


def test_the_sentence_names_the_ratio_and_the_slowest_explorer():
    sentence = report.sentence(WAYS, [pace("Quick", 30), pace("Slow", 99)])
    assert "1/10.0 of the time of `interact` (at most 1/8 is wanted: reached)" in sentence
    assert "the slowest of 2 explorers is Slow with 99 ms (under 100 is wanted: reached by all)" in sentence


def test_the_sentence_says_what_was_missed():
    slow = [way("`interact` + `plt.show`", [100]), way("the stage of this course", [50])]
    sentence = report.sentence(slow, [pace("One", 100), pace("Two", 130), pace("Three", 20)])
    assert "1/2.0 of the time of `interact` (at most 1/8 is wanted: missed)" in sentence
    assert "missed by One, Two" in sentence


def test_medians_come_with_their_spread():
    line = report.of_ways(WAYS).splitlines()[2]
    assert line.startswith("| `interact` + `plt.show` | 320 (310–400) | 9 (9–9) | 3.2 (3.2–3.2) |")
    assert line.endswith("| 1.5 | 2 | 0.1 | 0 |")


def test_explorers_are_listed_slowest_first():
    rows = report.of_explorers([pace("Quick", 30), pace("Slow", 99)]).splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| Slow", "| Quick"]


def test_growth_has_one_exponent_a_kind_at_its_largest_size():
    costs = [Cost("line", 10, 20, 1, 1, 1), Cost("line", 100, 400, 1, 1, 1), Cost("map", 1, 5, 1, 1, 1)]
    costs.append(Cost("map", 2, 10, 1, 1, 1))
    assert exponent(costs[:2]) == pytest.approx(1.301, abs=1e-3)
    ends = [row.split(" | ")[-1] for row in report.of_growth(costs).splitlines()[2:]]
    assert ends == [" |", "1.30 |", " |", "1.00 |"]


def test_the_alt_text_of_growth_names_the_steepest():
    costs = [Cost("line", 10, 20, 1, 1, 1), Cost("line", 100, 100, 1, 1, 1)]
    costs += [Cost("map", 1, 5, 1, 1, 1), Cost("map", 2, 5, 1, 1, 1)]
    finding = report.growth_finding(costs)
    assert finding == "A move takes longer with line, map; the steepest, line, grows more slowly than linearly"
    costs[1] = Cost("line", 100, 200, 1, 1, 1)
    assert "at least as fast as" in report.growth_finding(costs)


def test_growth_is_drawn(tmp_path):
    report.draw_growth([Cost("line", n, 20, 1, 1, 1) for n in (10, 100, 10_000)], tmp_path / "growth.png")
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")


def test_memory_says_when_torch_came():
    table = report.of_memory(
        [Memory("20_a", 151.2, ["numpy", "torch"], 3, 4), Memory("21_b", 90, ["numpy"], None, None)]
    )
    assert table.splitlines()[2:] == ["| 20_a | 151 | 3 | 4 | numpy, torch |", "| 21_b | 90 | none | none | numpy |"]


def test_torch_is_shown_by_the_first_cell_that_names_it():
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    cells = [new_markdown_cell("torch"), new_code_cell("import numpy"), new_code_cell("torch.ones(1)")]
    assert first_that_shows_torch(new_notebook(cells=cells)) == 2
    assert first_that_shows_torch(new_notebook(cells=cells[:2])) is None


def test_what_stands_above_the_mark_stays(tmp_path):
    page = tmp_path / "speed.md"
    page.write_text(f"# Speed\n\nBy hand.\n\n{report.MARK}\n\nold", "utf-8")
    report.write(page, [("", "when"), ("One", "1")])
    report.write(page, [("", "when"), ("Two", "2")])
    assert page.read_text("utf-8") == f"# Speed\n\nBy hand.\n\n{report.MARK}\n\nwhen\n\n## Two\n\n2\n"


def test_a_drag_that_ends_at_another_picture_is_not_right():
    drag = judged([{"at": 50, "view": "1,0"}], [{"at": 0, "value": 1}, {"at": 90, "value": 2}], 100, 0.1, 2)
    assert (drag.right, drag.afterwards, drag.settle) == (False, 0, 0)


def test_the_lag_counts_from_the_last_time_that_the_slider_had_the_value():
    settings = [{"at": 0, "value": 1}, {"at": 20, "value": 2}, {"at": 40, "value": 1}, {"at": 60, "value": 2}]
    assert judged([{"at": 55, "view": "1,0"}], settings, 100, 0.1, 2).lag == [15]


def test_a_picture_is_whole_when_the_last_that_it_lost_has_come():
    views, settings = [{"at": 130, "view": "2,0"}], [{"at": 90, "value": 2}]
    assert [judged(views, settings, 100, 0.1, 2, whole).whole for whole in (None, 120, 400)] == [40, 40, 310]


def test_pictures_are_weighed_as_they_travel():
    from course_lib.kit.explorer.example import SquareWave
    from tests.kit.explorer.trial import Trial

    photograph, plain = line.weigh(line.Reference), line.weigh(Trial)
    assert photograph.near > 3 * photograph.far
    assert plain.near < 0.1 < plain.far  # words are compressed with the picture over the slow line
    assert line.heaviest([Trial, line.Reference, SquareWave])[0] is line.Reference


def test_an_explorer_without_a_slider_is_not_weighed(monkeypatch):
    monkeypatch.setattr(line.Reference, "controls", {})
    assert line.weigh(line.Reference) is None
    assert line.heaviest([line.Reference]) == []


def test_the_table_of_the_slow_line():
    drag = line.SlowDrag("One", line.Weight(140.4, 12.6), 6.44, 250.4, 180.4, 700.2)
    assert report.of_line([drag]).splitlines()[2] == "| One | 140 | 13 | 6.4 | 250 | 180 | 700 |"


def test_an_unknown_part_is_refused():
    with pytest.raises(SystemExit, match="`parts` must be of ways, explorers, line, growth, memory, got speed"):
        bench.main(["ways", "speed"])
