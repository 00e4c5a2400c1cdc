"""How the trainings went that tools/stored/train_memory.py made once and stored; no torch here."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.stored_runs import place_of, read


class StoredRuns(NamedTuple):
    networks: tuple  # names, the keys of `training.NETWORKS`
    rates: np.ndarray  # (R,) learning rates
    delays: np.ndarray  # (D,)
    seeds: np.ndarray  # (S,)
    steps: np.ndarray  # (points,) training steps done
    test_accuracy: np.ndarray  # (networks, R, D, S) share of right answers to new sequences, after the training
    accuracy: np.ndarray  # (networks, R, D, S, points) during the training
    loss: np.ndarray  # (networks, R, D, S, points) nats


@lru_cache
def stored_runs():
    """Return how the runs went that tools/stored/train_memory.py made: every network at every delay, three seeds each.

    >>> runs = stored_runs()
    >>> runs.networks
    ('RNN', 'GRU', 'LSTM', 'LSTM, forget bias 1', 'LSTM, forget bias 5')
    >>> runs.test_accuracy.shape == (5, runs.rates.size, runs.delays.size, runs.seeds.size)
    True
    """
    return read("training_memory", StoredRuns)


def stored_accuracies(network, *, delay, rate):
    """Return the test accuracies (seeds,) of the stored runs of one setting.

    >>> stored_accuracies("RNN", delay=5, rate=0.003).tolist()
    [1.0, 1.0, 1.0]
    """
    runs = stored_runs()
    return runs.test_accuracy[
        place_of(network=(network, runs.networks), rate=(rate, runs.rates), delay=(delay, runs.delays))
    ]
