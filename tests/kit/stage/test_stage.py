"""The stage finds what has changed, and nothing else."""

import pytest
from matplotlib.figure import Figure

from course_lib.kit.figures import NumberGrid, style
from course_lib.kit.stage.stage import Stage


@pytest.fixture
def staged():
    """A stage with a moving line, a moving text and a moving grid of numbers; all of it recorded once."""
    with style():
        figure = Figure(figsize=(4, 3), dpi=100)
        left, right = figure.subplots(1, 2)
        (line,) = left.plot([0, 1], [0, 1])
        text = left.text(0, 0.5, "before")
        grid = NumberGrid(right).show([[1, 2]])
    stage = Stage(figure, [line, text, grid])
    assert stage.refresh() == (True, [0, 1, 2])
    stage.axes, stage.line, stage.text, stage.grid = left, line, text, grid
    return stage


def test_nothing_changed_nothing_said(staged):
    assert staged.refresh() == (False, [])


def test_only_the_layer_that_changed_is_named(staged):
    staged.line.set_ydata([1, 0])
    assert staged.refresh() == (False, [0])
    staged.text.set_text("after")
    assert staged.refresh() == (False, [1])
    staged.grid.show([[1, 3]])
    assert staged.refresh() == (False, [2])


def test_another_order_of_the_moving_artists_is_noticed(staged):
    staged.line.set_zorder(9)
    assert staged.refresh()[0] is True
    assert staged.unreported_changes() == []


def test_what_changes_in_silence_is_found(staged):
    assert staged.unreported_changes() == []
    staged.line._linestyle = "--"
    staged.line._unscaled_dash_pattern = (0, (4, 2))
    staged.line._dash_pattern = (0, (4, 2))
    assert staged.unreported_changes() == [staged.line]
    staged.line.stale = True
    staged.refresh()
    assert staged.unreported_changes() == []
    staged.axes.stale_callback = None
    staged.axes.set_title("unheard")
    assert staged.unreported_changes() == ["the still part"]


def test_setting_the_same_again_is_no_change(staged):
    staged.line.set_ydata([0, 1])
    staged.text.set_text("before")
    staged.grid.show([[1, 2]])
    assert staged.refresh() == (False, [])


@pytest.mark.parametrize(
    "change",
    [
        lambda axes: axes.set_title("a title"),
        lambda axes: axes.set_xlabel("a label"),
        lambda axes: axes.set_xticks([0.5]),
        lambda axes: axes.axvline(0.5),
        lambda axes: axes.spines["left"].set_color("red"),
    ],
)
def test_a_change_of_the_still_part_is_noticed(staged, change):
    change(staged.axes)
    assert staged.refresh()[0] is True
    assert staged.refresh() == (False, [])


def test_other_limits_move_the_still_part_and_what_lies_in_them(staged):
    staged.axes.set_xlim(-1, 3)
    assert staged.refresh() == (True, [0, 1])  # the grid has axes of its own


def test_an_artist_that_is_switched_off_leaves_an_empty_layer(staged):
    staged.text.set_visible(False)
    assert staged.refresh() == (False, [1])
    assert staged.layers[1] == ([], b"")
    staged.text.set_visible(True)
    assert staged.refresh() == (False, [1])


def test_a_picture_saved_in_between_hides_no_change(staged, tmp_path):
    """Saving resets Matplotlib's own marks of what is stale."""
    staged.line.set_ydata([1, 0])
    staged.axes.set_title("a title")
    staged.figure.savefig(tmp_path / "picture.png")
    assert staged.refresh() == (True, [0])


def test_slots_stand_in_stacking_order(staged):
    kinds = [op["n"] for op in staged.still.ops if op["k"] == "slot"]
    assert kinds == [0, 1, 2]
    staged.line.set_zorder(9)
    staged.axes.stale = True
    staged.refresh()
    assert [op["n"] for op in staged.still.ops if op["k"] == "slot"] == [1, 0, 2]


def test_recording_leaves_the_artists_as_they_were(staged):
    assert "draw" not in vars(staged.line)


def test_the_still_part_is_not_drawn_again_while_only_the_moving_one_changes(staged, monkeypatch):
    monkeypatch.setattr(staged, "_record_still", lambda: pytest.fail("the still part was drawn for nothing"))
    staged.line.set_ydata([1, 0])
    assert staged.refresh() == (False, [0])
