"""Batch, layer, instance and group normalization: one formula, and the axes over which it averages.

Arrays are (N, C), (N, C, L) or (N, C, H, W). float32 stays float32; everything else becomes float64.
"""

from math import prod
from typing import NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_integer
from course_lib.normalization._arguments import check_batch, check_eps, check_values, scale_and_shift

KINDS = ("batch", "layer", "instance", "group")


class Moments(NamedTuple):
    mean: np.ndarray  # float64, shape of x with 1 at the axes averaged over
    variance: np.ndarray  # float64, the same shape; divided by n, never negative


class StatisticsCount(NamedTuple):
    pairs: int  # of mean and variance
    values: int  # numbers that share one pair


class ScaleShift(NamedTuple):
    gamma: np.ndarray  # (C,)
    beta: np.ndarray  # (C,)


def moments(x, axes):
    """Return mean and variance over some axes, which stay as axes of size 1.

        >>> mean, variance = moments([[2.0], [4.0], [6.0], [8.0]], 0)
        >>> mean.tolist(), variance.tolist()
        ([[5.0]], [[5.0]])

    Convention: the variance is divided by n. It is computed in two passes: the mean of the squares minus the square
    of the mean loses all digits where the mean is large against the spread.

    Parameters
    ----------
    x : array_like, finite
    axes : int or tuple of int

    Source: Chan, Golub & LeVeque (1983), doi:10.1080/00031305.1983.10483115.
    """
    x = check_values("x", x)
    axes = _check_axes(axes, x.ndim)
    # In float64 also for float32: there a mean of 1e4 is rounded to 0.001, which every centred value would inherit.
    mean = x.mean(axis=axes, keepdims=True, dtype=float)
    return Moments(mean, ((x - mean) ** 2).mean(axis=axes, keepdims=True))


def normalize(x, axes, *, eps=1e-5):
    """Return (x - mean) / sqrt(variance + eps), averaged over some axes.

        >>> normalize([[2.0], [4.0], [6.0], [8.0]], 0).ravel().round(2).tolist()
        [-1.34, -0.45, 0.45, 1.34]

    With axes (0, 2, 3) this is batch norm of (N, C, H, W), with (1, 2, 3) layer norm, with (2, 3) instance norm.

    Parameters
    ----------
    x : array_like, finite
    axes : int or tuple of int
    eps : float, above 0
        Keeps the root away from 0 where all values are equal; they become 0.

    Source: Ioffe & Szegedy (2015), doi:10.48550/arXiv.1502.03167, algorithm 1.
    """
    check_eps(eps)
    x = check_values("x", x)
    mean, variance = moments(x, axes)
    return ((x - mean) / np.sqrt(variance + eps)).astype(x.dtype)


def _check_axes(axes, ndim):
    axes = axes if isinstance(axes, tuple) else (axes,)
    for axis in axes:
        if not -ndim <= check_integer("axes", axis) < ndim:
            raise ValueError(f"`axes` must name axes of {ndim}-dimensional data, {-ndim} to {ndim - 1}, got {axis}")
    return axes


def batch_norm(x, *, gamma=None, beta=None, eps=1e-5):
    """Return the batch norm of training: each channel by its own mean and variance over the batch.

        >>> batch_norm([[2.0], [0.0], [1.0], [1.0]]).ravel().round(2).tolist()
        [1.41, -1.41, 0.0, 0.0]

    The answer to one sample depends on the others. For single samples see `batch_norm_inference`.

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
    gamma, beta : (C,) array_like, optional
        Scale and shift that follow; 1 and 0 if not given.
    eps : float, above 0

    Raises
    ------
    ValueError
        If a channel has a single value (one vector, or one 1x1 map): its variance is 0 and says nothing.

    Source: Ioffe & Szegedy (2015), doi:10.48550/arXiv.1502.03167, algorithm 1 and sec. 3.2.
    """
    x = check_batch(x)
    axes = (0, *range(2, x.ndim))
    check_many_values(x)
    return scale_and_shift(normalize(x, axes, eps=eps), gamma, beta, x.shape[1:2], (1,))


def check_many_values(x):
    """Raise `ValueError` if a channel of the batch has a single value.

        >>> check_many_values(np.zeros((2, 3)))

    Two images with one value of each of three channels: two values a channel.
    """
    if x[:, 0].size == 1:
        raise ValueError(
            f"`x` must have more than one value per channel in training mode, got shape {x.shape}: of one value the "
            "variance is 0; use the running statistics (eval mode), or layer or group norm"
        )


def layer_norm(x, *, gamma=None, beta=None, eps=1e-5):
    """Return the layer norm: each sample by its own mean and variance over all channels and places.

        >>> layer_norm([[1.0, 3.0], [10.0, 30.0]]).round(2).tolist()
        [[-1.0, 1.0], [-1.0, 1.0]]

    This is `LayerNorm([C, H, W])` of texts on convolutional networks. That of transformers averages each token over
    its channels alone: `normalize(x, 1)`.

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
    gamma, beta : array_like of shape x.shape[1:], optional
        One scale and one shift for each element of a sample, as in PyTorch.
    eps : float, above 0

    Source: Ba, Kiros & Hinton (2016), doi:10.48550/arXiv.1607.06450, sec. 3.
    """
    x = check_batch(x)
    axes = tuple(range(1, x.ndim))
    return scale_and_shift(normalize(x, axes, eps=eps), gamma, beta, x.shape[1:], axes)


def instance_norm(x, *, gamma=None, beta=None, eps=1e-5):
    """Return the instance norm: each channel of each sample by its own mean and variance.

        >>> instance_norm([[[1.0, 3.0], [10.0, 30.0]]]).round(2).tolist()
        [[[-1.0, 1.0], [-1.0, 1.0]]]

    Brightness and contrast of a map leave no trace. Maps of a single pixel become 0.

    Parameters
    ----------
    x : (N, C, ...) array_like
        With at least one axis behind the channels.
    gamma, beta : (C,) array_like, optional
    eps : float, above 0

    Source: Ulyanov, Vedaldi & Lempitsky (2016), doi:10.48550/arXiv.1607.08022.
    """
    x = check_batch(x, spatial=True)
    return scale_and_shift(normalize(x, tuple(range(2, x.ndim)), eps=eps), gamma, beta, x.shape[1:2], (1,))


def group_norm(x, groups, *, gamma=None, beta=None, eps=1e-5):
    """Return the group norm: the channels of each sample in groups that share mean and variance.

        >>> group_norm([[1.0, 3.0, 10.0, 30.0]], 2).round(2).tolist()
        [[-1.0, 1.0, -1.0, 1.0]]

    One group is layer norm; as many groups as channels is instance norm.

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
    groups : int
        Divides C; neighbouring channels form a group.
    gamma, beta : (C,) array_like, optional
    eps : float, above 0

    Source: Wu & He (2018), doi:10.48550/arXiv.1803.08494, sec. 3.1.
    """
    x = check_batch(x)
    check_groups(groups, x.shape[1])
    grouped = x.reshape(x.shape[0], groups, -1)  # (N, groups, values that share a mean)
    normalized = normalize(grouped, 2, eps=eps).reshape(x.shape)
    return scale_and_shift(normalized, gamma, beta, x.shape[1:2], (1,))


def check_groups(groups, channels):
    """Raise `ValueError` unless the groups are equally large.

    >>> check_groups(4, channels=6)
    Traceback (most recent call last):
    ValueError: `groups` must divide the 6 channels, got 4; [1, 2, 3, 6] do
    """
    check_integer("groups", groups, 1)
    if channels % groups:
        fits = [number for number in range(1, channels + 1) if channels % number == 0]
        raise ValueError(f"`groups` must divide the {channels} channels, got {groups}; {fits} do")


def shared_with(kind, shape, index, *, groups=1):
    """Return which elements share mean and variance with the one at `index`.

        >>> shared_with("batch", (3, 4, 4, 4), (0, 1, 2, 3)).sum(axis=(0, 2, 3)).tolist()
        [0, 48, 0, 0]

    Parameters
    ----------
    kind : "batch", "layer", "instance" or "group"
    shape : tuple of int
        Of the batch, (N, C) or (N, C, ...).
    index : tuple of int
        Of one element.
    groups : int
        For kind "group".

    Returns
    -------
    bool array of `shape`
    """
    _check_kind(kind, shape, groups)
    if len(index) != len(shape) or not all(0 <= place < size for place, size in zip(index, shape)):
        raise ValueError(f"`index` must lie within {tuple(shape)}, got {tuple(index)}")
    sample, channel = np.ogrid[: shape[0], : shape[1]]
    same_sample, same_channel = sample == index[0], channel == index[1]
    if kind == "group":
        members = shape[1] // groups
        same_channel = channel // members == index[1] // members
    chosen = {
        "batch": same_channel & (sample >= 0),
        "layer": same_sample & (channel >= 0),
        "instance": same_sample & same_channel,
        "group": same_sample & same_channel,
    }[kind]
    return np.broadcast_to(chosen.reshape(*shape[:2], *[1] * (len(shape) - 2)), shape).copy()


def count_statistics(kind, shape, *, groups=1):
    """Return how many means and variances a layer computes, and from how many values each.

        >>> count_statistics("batch", (3, 4, 4, 4)), count_statistics("group", (3, 4, 4, 4), groups=2)
        (StatisticsCount(pairs=4, values=48), StatisticsCount(pairs=6, values=32))

    Parameters
    ----------
    kind, shape, groups : as in `shared_with`
    """
    _check_kind(kind, shape, groups)
    pairs = {"batch": shape[1], "layer": shape[0], "instance": shape[0] * shape[1], "group": shape[0] * groups}[kind]
    return StatisticsCount(pairs, prod(shape) // pairs)


def _check_kind(kind, shape, groups):
    check_choice("kind", kind, KINDS)
    for size in shape:
        check_integer("shape", size, 1)
    smallest = 3 if kind == "instance" else 2
    if len(shape) < smallest:
        raise ValueError(f"`shape` must have at least {smallest} axes for {kind} norm, got {tuple(shape)}")
    if kind == "group":
        check_groups(groups, shape[1])


def identity_scale_shift(x, *, eps=1e-5):
    """Return the `gamma` and `beta` with which the batch norm of this batch gives the batch back.

        >>> identity_scale_shift([[2.0], [4.0], [6.0], [8.0]], eps=1e-12).gamma.round(3).tolist()
        [2.236]

    They are the standard deviation, sqrt(variance + eps), and the mean, per channel.

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
    eps : float, above 0

    Source: Ioffe & Szegedy (2015), doi:10.48550/arXiv.1502.03167, sec. 3.
    """
    check_eps(eps)
    x = check_batch(x)
    mean, variance = moments(x, (0, *range(2, x.ndim)))
    return ScaleShift(np.sqrt(variance + eps).reshape(-1), mean.reshape(-1))
