"""Controls take what they can hold, say why not otherwise, and offer a sweep their ends."""

import numpy as np
import pytest

from course_lib.kit.explorer.controls import Choice, Grid, Number, Switch

WHOLE = Number(5, 1, 40, label="number of terms")
REAL = Number(0.5, 0.0, 2.0, 0.25, label="phase", unit="rad")
CHOICE = Choice("same", ("same", "valid"), label="padding")
SWITCH = Switch(True, label="marked")
GRID = Grid(((0, 1), (2.5, -1)), -9, 9, 0.5, label="kernel")
ALL = [WHOLE, REAL, CHOICE, SWITCH, GRID]


@pytest.mark.parametrize(
    "control, value, expected",
    [
        (WHOLE, 7, 7),
        (WHOLE, 7.0, 7),
        (WHOLE, np.int64(7), 7),
        (REAL, 1, 1.0),
        (REAL, np.float32(0.25), 0.25),
        (CHOICE, "valid", "valid"),
        (SWITCH, np.bool_(False), False),
        (GRID, [[1, 2], [3, 4.5]], ((1, 2), (3, 4.5))),
        (GRID, np.eye(2), ((1, 0), (0, 1))),
    ],
)
def test_check_returns_the_value_in_plain_types(control, value, expected):
    checked = control.check("name", value)
    assert checked == expected
    assert type(checked) is type(expected)
    assert repr(checked) == repr(expected)  # it will stand in the shown code


@pytest.mark.parametrize(
    "control, value, error, words",
    [
        (WHOLE, 0, ValueError, r"`name` must lie in 1\.\.40, got 0"),
        (WHOLE, 41, ValueError, r"`name` must lie in 1\.\.40, got 41"),
        (WHOLE, 2.5, ValueError, r"`name` must be a whole number, got 2\.5"),
        (WHOLE, float("nan"), ValueError, r"`name` must lie in 1\.\.40, got nan"),
        (WHOLE, float("inf"), ValueError, r"`name` must lie in 1\.\.40, got inf"),
        (WHOLE, True, TypeError, r"`name` must be a number, got True"),
        (REAL, "1", TypeError, r"`name` must be a number, got '1'"),
        (CHOICE, "full", ValueError, r"`name` must be one of 'same', 'valid', got 'full'"),
        (SWITCH, 1, TypeError, r"`name` must be True or False, got 1"),
        (GRID, "kernel", TypeError, r"`name` must be a table of numbers, got 'kernel'"),
        (GRID, [[1, 2], [3]], TypeError, r"`name` must be a table of numbers, got \[\[1, 2\], \[3\]\]"),
        (GRID, [[1, 2]], ValueError, r"`name` must have shape \(2, 2\), got \(1, 2\)"),
        (
            GRID,
            [[1, 2], [3, 10]],
            ValueError,
            r"`name` must hold numbers in -9\.\.9, got \[\[1\.0, 2\.0\], \[3\.0, 10\.0\]\]",
        ),
        (GRID, [[1, 2], [3, float("nan")]], ValueError, r"`name` must hold numbers in -9\.\.9, got .*nan"),
    ],
)
def test_check_says_the_rule(control, value, error, words):
    with pytest.raises(error, match=words):
        control.check("name", value)


@pytest.mark.parametrize("control", ALL, ids=lambda control: type(control).__name__)
def test_what_a_control_offers_it_also_takes(control, rng):
    offered = control.ends_and_steps()
    assert control.default in offered
    drawn = [control.random(rng) for _ in range(100)]
    for value in [control.default, *offered, *drawn]:
        assert control.check("name", value) == value
    assert len({repr(value) for value in drawn}) > 1


def test_ends_and_steps_of_a_number():
    assert WHOLE.ends_and_steps() == [1, 2, 4, 5, 6, 39, 40]
    assert Number(1, 1, 2, label="one or two").ends_and_steps() == [1, 2]
    assert Number(0, 0, 0, label="nothing to choose").ends_and_steps() == [0]


def test_random_numbers_reach_both_ends_and_stay_on_the_steps(rng):
    drawn = {REAL.random(rng) for _ in range(500)}
    assert drawn == {0.25 * step for step in range(9)}
    assert {WHOLE.random(rng) for _ in range(2000)} == set(range(1, 41))


def test_a_number_is_whole_if_default_low_and_step_are():
    assert WHOLE.whole
    assert not REAL.whole
    assert not Number(1, 0, 2, 0.5).whole
    assert type(Number(1, 0, 2, 0.5).check("name", 1)) is float


@pytest.mark.parametrize("control", ALL, ids=lambda control: type(control).__name__)
def test_spec_is_what_the_browser_is_told(control):
    spec = control.spec()
    assert spec["kind"] == type(control).__name__.lower()
    assert spec["label"] == control.label
    assert spec["default"] == control.default
