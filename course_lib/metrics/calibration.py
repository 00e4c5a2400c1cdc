"""Are the probabilities meant? Of the cases that were given 0.8, are 80 % positive?"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer
from course_lib.metrics._arguments import check_labels, check_probabilities, check_same_length


class Reliability(NamedTuple):
    predicted: np.ndarray  # (filled bins,) mean probability given
    observed: np.ndarray  # (filled bins,) share of positives
    counts: np.ndarray  # (filled bins,) samples
    edges: np.ndarray  # (bins + 1,)


def reliability(truth, probabilities, *, bins=10):
    """Return, for each bin of given probabilities, what was said and what happened. Empty bins are left out.

        >>> said = reliability([0, 1, 1, 1], [0.2, 0.6, 0.7, 0.9], bins=2)
        >>> said.predicted.round(3).tolist(), said.observed.tolist(), said.counts.tolist()
        ([0.2, 0.733], [0.0, 1.0], [1, 3])

    Convention: bins of equal width; a probability on an edge belongs to the bin above, and 1 to the last.

    Parameters
    ----------
    truth : (n,) array_like of 0 and 1
    probabilities : (n,) array_like, in [0, 1]
    bins : int

    Source: Niculescu-Mizil & Caruana (2005), doi:10.1145/1102351.1102430, sec. 2.
    """
    truth, given = check_labels("truth", truth), check_probabilities("probabilities", probabilities)
    check_same_length(truth=truth, probabilities=given)
    bins = check_integer("bins", bins, 1)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, given, side="right") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    filled = counts > 0
    said, happened = (np.bincount(place, weights=part, minlength=bins)[filled] for part in (given, truth))
    return Reliability(said / counts[filled], happened / counts[filled], counts[filled], edges)


def calibration_error(truth, probabilities, *, bins=10):
    """Return the expected calibration error: the gap of said and happened, averaged over the samples.

        >>> round(calibration_error([0, 1, 1, 1], [0.2, 0.6, 0.7, 0.9], bins=2), 3)
        0.25

    It depends on the bins, and a classifier that gives everyone the prevalence has none. So look at it beside a score
    that asks for more, such as `brier_score`.

    Parameters
    ----------
    truth, probabilities, bins : as in `reliability`

    Source: Guo et al. (2017), doi:10.48550/arXiv.1706.04599, eq. 3.
    """
    said, happened, counts, _ = reliability(truth, probabilities, bins=bins)
    return float((counts * np.abs(said - happened)).sum() / counts.sum())


def brier_score(truth, probabilities):
    """Return the mean squared distance of probability and outcome: 0 is perfect, 0.25 is always saying 0.5.

        >>> round(brier_score([0, 1], [0.2, 0.6]), 2)
        0.1

    Source: Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    truth, given = check_labels("truth", truth), check_probabilities("probabilities", probabilities)
    check_same_length(truth=truth, probabilities=given)
    return float(((given - truth) ** 2).mean())
