"""What batch norm remembers: running statistics in training, and their use afterwards."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, check_integer
from course_lib.normalization._arguments import check_batch, check_eps, check_values, scale_and_shift
from course_lib.normalization.normalize import check_many_values, moments


class RunningStatistics(NamedTuple):
    mean: np.ndarray  # (C,)
    variance: np.ndarray  # (C,), of the batches' unbiased variances
    batches: int  # seen so far


def start_statistics(channels):
    """Return the statistics of a new layer: mean 0, variance 1, no batch seen.

    >>> start_statistics(2)
    RunningStatistics(mean=array([0., 0.]), variance=array([1., 1.]), batches=0)
    """
    channels = check_integer("channels", channels, 1)
    return RunningStatistics(np.zeros(channels), np.ones(channels), 0)


def update_statistics(running, x, *, momentum=0.1):
    """Return the running statistics after one more batch.

        >>> running = update_statistics(start_statistics(1), [[2.0], [4.0], [6.0], [8.0]])
        >>> running.mean.round(3).tolist(), running.variance.round(3).tolist()
        ([0.5], [1.567])

    Convention: PyTorch's. new = (1 - momentum) * old + momentum * batch, with the batch's variance divided by n - 1,
    though the layer itself divides by n. TensorFlow and Keras call 1 - momentum the momentum, and divide by n.

    Parameters
    ----------
    running : RunningStatistics
    x : (N, C) or (N, C, ...) array_like
        With more than one value per channel.
    momentum : float, in [0, 1]

    Source: PyTorch documentation of BatchNorm2d; Ioffe & Szegedy (2015), doi:10.48550/arXiv.1502.03167, algorithm 2.
    """
    x = check_batch(x)
    check_many_values(x)
    _check_channels(running, x)
    remedy = "it is the share of the new batch, 0.1 where Keras says 0.9"
    check_between("momentum", momentum, 0, 1, remedy=remedy)
    mean, variance = moments(x, (0, *range(2, x.ndim)))
    n = x[:, 0].size
    unbiased = variance * (n / (n - 1))
    return RunningStatistics(
        (1 - momentum) * running.mean + momentum * mean.reshape(-1),
        (1 - momentum) * running.variance + momentum * unbiased.reshape(-1),
        running.batches + 1,
    )


def batch_norm_inference(x, running, *, gamma=None, beta=None, eps=1e-5):
    """Return the batch norm of eval mode: by the running statistics, whatever the batch.

        >>> batch_norm_inference([[3.0]], RunningStatistics(np.array([1.0]), np.array([4.0]), 9)).round(3).tolist()
        [[1.0]]

    Each sample is normalized on its own, so a batch of one is as good as any.

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
    running : RunningStatistics
    gamma, beta : (C,) array_like, optional
    eps : float, above 0

    Source: Ioffe & Szegedy (2015), doi:10.48550/arXiv.1502.03167, algorithm 2.
    """
    check_eps(eps)
    x = check_batch(x)
    _check_channels(running, x)
    along = (-1, *[1] * (x.ndim - 2))  # (C, 1, 1)
    mean, deviation = running.mean.reshape(along), np.sqrt(running.variance + eps).reshape(along)
    normalized = ((x - mean) / deviation).astype(x.dtype)
    return scale_and_shift(normalized, gamma, beta, x.shape[1:2], (1,))


def _check_channels(running, x):
    mean, variance = check_values("running.mean", running.mean), check_values("running.variance", running.variance)
    if (variance < 0).any():
        raise ValueError(f"`running.variance` must not be negative, got {variance.min():g}")
    if not mean.shape == variance.shape == x.shape[1:2]:
        raise ValueError(
            f"`running` must hold {x.shape[1]} means and variances, one per channel of `x`, "
            f"got {mean.shape} and {variance.shape}"
        )
