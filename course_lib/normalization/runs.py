"""How the trainings went that tools/stored/train_normalization.py made once and stored; no torch here."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.stored_runs import place_of, read


class StoredRuns(NamedTuple):
    norms: tuple  # NORMS
    batch_sizes: np.ndarray  # (B,)
    learning_rates: np.ndarray  # (R,)
    seeds: np.ndarray  # (S,)
    examples_seen: np.ndarray  # (points,)
    loss: np.ndarray  # (norms, B, R, S, points) nats; nan: diverged
    accuracy: np.ndarray  # (norms, B, R, S, points) share of the test images


@lru_cache
def stored_runs():
    """Return how the runs went that tools/stored/train_normalization.py made: the whole grid, three seeds each.

    >>> runs = stored_runs()
    >>> runs.accuracy.shape == (5, 6, 7, 3, runs.examples_seen.size)
    True
    """
    return read("training_normalization", StoredRuns)


def stored_accuracies(norm, *, batch_size, learning_rate):
    """Return the final test accuracies (seeds,) of the stored runs of one setting.

    >>> stored_accuracies("batch", batch_size=32, learning_rate=0.3).shape
    (3,)
    """
    runs = stored_runs()
    place = place_of(
        norm=(norm, runs.norms),
        batch_size=(batch_size, runs.batch_sizes),
        learning_rate=(learning_rate, runs.learning_rates),
    )
    return runs.accuracy[*place, :, -1]
