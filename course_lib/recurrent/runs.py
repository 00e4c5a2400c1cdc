"""How the trainings went that tools/stored/train_memory.py made once and stored; no torch here."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data

TOLERANCE = 0.05  # of the comparison of a new run with the stored ones: another seed, and machines round differently


class StoredRuns(NamedTuple):
    networks: tuple  # names, the keys of `training.NETWORKS`
    rates: np.ndarray  # (R,) learning rates
    delays: np.ndarray  # (D,)
    seeds: np.ndarray  # (S,)
    steps: np.ndarray  # (points,) training steps done
    test_accuracy: np.ndarray  # (networks, R, D, S) share of right answers to new sequences, after the training
    accuracy: np.ndarray  # (networks, R, D, S, points) during the training
    loss: np.ndarray  # (networks, R, D, S, points) nats


class Landing(NamedTuple):
    inside: bool  # whether the new run lies within the stored ones, give or take the tolerance
    low: float  # test accuracy of the worst stored run
    high: float  # of the best
    sentence: str  # the outcome in words
    run: tuple  # the new MemoryRun

    def __repr__(self):
        return self.sentence


@lru_cache
def stored_runs():
    """Return how the runs went that tools/stored/train_memory.py made: every network at every delay, three seeds each.

    >>> runs = stored_runs()
    >>> runs.networks
    ('RNN', 'GRU', 'LSTM', 'LSTM, forget bias 1', 'LSTM, forget bias 5')
    >>> runs.test_accuracy.shape == (5, runs.rates.size, runs.delays.size, runs.seeds.size)
    True
    """
    arrays = data.results("training_memory")
    return StoredRuns(tuple(arrays["networks"].tolist()), *(arrays[name] for name in StoredRuns._fields[1:]))


def stored_accuracies(network, *, delay, rate):
    """Return the test accuracies (seeds,) of the stored runs of one setting.

    >>> stored_accuracies("RNN", delay=5, rate=0.003).tolist()
    [1.0, 1.0, 1.0]
    """
    runs = stored_runs()
    place = []
    for name, value, known in (
        ("network", network, list(runs.networks)),
        ("rate", rate, runs.rates.tolist()),
        ("delay", delay, runs.delays.tolist()),
    ):
        if value not in known:
            raise ValueError(f"`{name}` must be one that is stored, {', '.join(map(str, known))}, got {value!r}")
        place.append(known.index(value))
    return runs.test_accuracy[tuple(place)]


def compare_with_stored(run, spread, *, name):
    """Return whether the test accuracy of a run lies within `spread`, those of other runs, and say so.

    >>> from course_lib.recurrent.training import MemoryRun
    >>> compare_with_stored(MemoryRun(*[0.83] * len(MemoryRun._fields)), [0.8, 0.9, 0.85], name="LSTM")
    LSTM: it lands inside the 3 stored runs, 80% to 90% (tolerance 5 points).
    """
    low, high = float(np.min(spread)), float(np.max(spread))
    inside = low - TOLERANCE <= run.test_accuracy <= high + TOLERANCE
    # Inside, its own digits stay unsaid: they differ between machines.
    where = "lands inside" if inside else f"lands at {run.test_accuracy:.0%}, outside"
    others = f"the {len(spread)} stored runs, {low:.0%} to {high:.0%}"
    return Landing(inside, low, high, f"{name}: it {where} {others} (tolerance {TOLERANCE * 100:.0f} points).", run)
