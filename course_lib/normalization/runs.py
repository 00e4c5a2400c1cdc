"""How the trainings went that tools/stored/train_normalization.py made once and stored; no torch here."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data

TOLERANCE = 0.05  # of the comparison of a new run with the stored ones: another seed, and machines round differently


class StoredRuns(NamedTuple):
    norms: tuple  # NORMS
    batch_sizes: np.ndarray  # (B,)
    learning_rates: np.ndarray  # (R,)
    seeds: np.ndarray  # (S,)
    examples_seen: np.ndarray  # (points,)
    loss: np.ndarray  # (norms, B, R, S, points) nats; nan: diverged
    accuracy: np.ndarray  # (norms, B, R, S, points) share of the test images


class Landing(NamedTuple):
    inside: bool  # whether the new run lies within the stored ones, give or take the tolerance
    low: float  # final test accuracy of the worst stored run
    high: float  # of the best
    sentence: str  # the outcome in words
    run: tuple  # the new TrainingRun

    def __repr__(self):
        return self.sentence


@lru_cache
def stored_runs():
    """Return how the runs went that tools/stored/train_normalization.py made: the whole grid, three seeds each.

    >>> runs = stored_runs()
    >>> runs.accuracy.shape == (5, 6, 7, 3, runs.examples_seen.size)
    True
    """
    arrays = data.results("training_normalization")
    return StoredRuns(tuple(arrays["norms"].tolist()), *(arrays[name] for name in StoredRuns._fields[1:]))


def stored_accuracies(norm, *, batch_size, learning_rate):
    """Return the final test accuracies (seeds,) of the stored runs of one setting.

    >>> stored_accuracies("batch", batch_size=32, learning_rate=0.3).shape
    (3,)
    """
    runs = stored_runs()
    place = []
    for name, value, known in (
        ("norm", norm, list(runs.norms)),
        ("batch_size", batch_size, runs.batch_sizes.tolist()),
        ("learning_rate", learning_rate, runs.learning_rates.tolist()),
    ):
        if value not in known:
            raise ValueError(f"`{name}` must be one that is stored, {', '.join(map(str, known))}, got {value!r}")
        place.append(known.index(value))
    return runs.accuracy[*place, :, -1]


def compare_with_stored(run, spread, *, name):
    """Return whether the final accuracy of a run lies within `spread`, those of other runs, and say so.

    >>> from course_lib.normalization.training import TrainingRun
    >>> run = TrainingRun(*[np.array([0.83])] * len(TrainingRun._fields))
    >>> compare_with_stored(run, [0.8, 0.9, 0.85], name="batch norm")
    batch norm: it lands inside the 3 stored runs, 80% to 90% (tolerance 5 points).
    """
    low, high, reached = float(np.min(spread)), float(np.max(spread)), float(run.test_accuracy[-1])
    inside = low - TOLERANCE <= reached <= high + TOLERANCE
    # Inside, its own digits stay unsaid: they differ between machines.
    where = "lands inside" if inside else f"lands at {reached:.0%}, outside"
    others = f"the {len(spread)} stored runs, {low:.0%} to {high:.0%}"
    return Landing(inside, low, high, f"{name}: it {where} {others} (tolerance {TOLERANCE * 100:.0f} points).", run)
