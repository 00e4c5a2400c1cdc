"""Stored runs: read by name, looked up by setting, and a new run beside them."""

import re
from typing import NamedTuple

import numpy as np
import pytest

from course_lib import data
from course_lib.stored_runs import TOLERANCE, compare_with_stored, place_of, read


class Grid(NamedTuple):
    accuracy: np.ndarray
    norms: tuple


def test_reading_takes_the_fields_by_name_and_in_any_order():
    grid, stored = read("training_normalization", Grid), data.results("training_normalization")
    assert grid.norms == ("none", "batch", "layer", "instance", "group")
    assert grid.accuracy is stored["accuracy"]
    assert not grid.accuracy.flags.writeable


class Machine(NamedTuple):
    machine: str
    kernels: np.ndarray


def test_one_text_is_no_tuple():
    found = read("timing_convolution", Machine)
    assert type(found.machine) is str
    assert found.machine == str(data.results("timing_convolution")["machine"])


def test_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"`name` must be one of .*, got 'training_memry'; did you mean 'training_mem"):
        read("training_memry", Grid)


def test_places_are_those_of_the_axes_in_order():
    rates = np.array([0.003, 0.01], dtype=float)
    assert place_of(rate=(0.01, rates), model=("LSTM", ("RNN", "GRU", "LSTM")), delay=(5, np.arange(5, 8))) == (1, 2, 0)


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"model": ("lstm", ("RNN", "LSTM"))}, "`model` must be one that is stored, RNN, LSTM, got 'lstm'"),
        ({"rate": (0.2, np.array([0.1, 0.3]))}, "`rate` must be one that is stored, 0.1, 0.3, got 0.2"),
        ({"n": (1, (1, 2)), "k": (4, np.array([3, 5]))}, "`k` must be one that is stored, 3, 5, got 4"),
    ],
)
def test_a_setting_that_is_not_stored_is_refused_with_what_is(settings, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        place_of(**settings)


@pytest.mark.parametrize(
    "reached, inside",
    [(0.45, True), (0.449, False), (0.7, True), (0.85, True), (0.851, False), (float("nan"), False)],
)
def test_inside_is_within_five_points_of_either_end(reached, inside):
    assert TOLERANCE == 0.05
    landing = compare_with_stored(("the run",), reached, np.array([0.5, 0.8, 0.6]), name="it")
    assert landing.inside == inside
    assert (landing.low, landing.high, landing.run) == (0.5, 0.8, ("the run",))
    where = "lands inside" if inside else f"lands at {reached:.0%}, outside"
    assert landing.sentence == f"it: it {where} the 3 stored runs, 50% to 80% (tolerance 5 points)."
    assert repr(landing) == landing.sentence


def test_the_sentence_is_the_same_wherever_a_run_lands_inside():
    one, other = (compare_with_stored((), reached, [0.5, 0.8, 0.6], name="it") for reached in (0.55, 0.81))
    assert one.sentence == other.sentence
