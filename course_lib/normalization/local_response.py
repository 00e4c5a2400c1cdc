"""Local response normalization: loud neighbours hold a response down. Across channels, and within one."""

import numpy as np

from course_lib.checks import check_at_least, check_choice, check_integer
from course_lib.normalization._arguments import check_batch

CONVENTIONS = ("alexnet", "pytorch")


def response_window(channels, index, size, *, convention="alexnet"):
    """Return the first and the last channel whose squares count for the channel at `index`.

        >>> response_window(8, 4, 5), response_window(8, 4, 2), response_window(8, 4, 2, convention="pytorch")
        ((2, 6), (3, 5), (3, 4))

    Convention: AlexNet takes index - size//2 to index + size//2, so an even size counts size + 1 channels. PyTorch
    takes `size` channels; of an even size the odd one stands before. Both are cut off at the ends.

    Parameters
    ----------
    channels, index, size : int
        C from 1; 0 <= index < C; size from 1.
    convention : "alexnet" or "pytorch"
    """
    channels, size = check_integer("channels", channels, 1), check_integer("size", size, 1)
    check_choice("convention", convention, CONVENTIONS)
    if not 0 <= check_integer("index", index) < channels:
        raise ValueError(f"`index` must lie in 0..{channels - 1}, got {index}")
    after = size // 2 if convention == "alexnet" else (size - 1) // 2
    return max(0, index - size // 2), min(channels - 1, index + after)


def local_response_norm(x, size=5, *, alpha=1e-4, beta=0.75, k=2.0, convention="alexnet"):
    """Return each response over (k + alpha * sum of squares of neighbouring channels) ** beta.

        >>> local_response_norm([[1.0, 1.0, 2.0, 3.0]], 2, alpha=1, beta=1, k=0).round(3).tolist()
        [[0.5, 0.167, 0.143, 0.231]]

    Convention: in AlexNet's, alpha is taken as it is and k is 2. PyTorch divides alpha by `size`, and its k is 1 by
    default. See `response_window` for even sizes.

    Parameters
    ----------
    x : (N, C) or (N, C, ...) array_like
        Neighbours are channels of the same sample at the same place.
    size : int
        Of the neighbourhood, in channels; from 1.
    alpha, beta, k : float, not negative
    convention : "alexnet" or "pytorch"

    Raises
    ------
    ValueError
        For k = 0 where a whole neighbourhood is 0: 0/0.

    Source: Krizhevsky, Sutskever & Hinton (2012), sec. 3.3, doi:10.1145/3065386; PyTorch documentation of
    LocalResponseNorm.
    """
    x = check_batch(x)
    check_choice("convention", convention, CONVENTIONS)
    channels = x.shape[1]
    windows = [response_window(channels, c, size, convention=convention) for c in range(channels)]
    # Summed window by window: differences of a running sum would lose small squares beside large ones.
    sums = np.stack([(x[:, first : last + 1] ** 2).sum(axis=1) for first, last in windows], axis=1)
    return _divide(x, sums, alpha / size if convention == "pytorch" else alpha, beta, k)


def local_response_norm_within(x, size=2, *, alpha=1e-4, beta=0.75, k=2.0):
    """Return each response over (k + alpha * sum of squares around it in its own channel) ** beta.

        >>> ones = np.ones((1, 1, 5, 5))
        >>> within = local_response_norm_within(ones, alpha=1, beta=1, k=0)[0, 0]
        >>> within[2, 2].round(3).item(), within[0, 0].item()
        (0.111, 0.25)

    The window has size//2 pixels on each side, (size + 1) x (size + 1) for an even size, cut off at the borders.

    Parameters
    ----------
    x : (N, C, H, W) array_like
    size, alpha, beta, k : as in `local_response_norm`
    """
    x = check_batch(x)
    if x.ndim != 4:
        raise ValueError(f"`x` must have shape (N, C, H, W), got {x.shape}")
    reach = check_integer("size", size, 1) // 2
    high, wide = x.shape[2:]
    padded = np.pad(x**2, ((0, 0), (0, 0), (reach, reach), (reach, reach)))
    shifts = [(down, right) for down in range(2 * reach + 1) for right in range(2 * reach + 1)]
    sums = sum(padded[:, :, down : down + high, right : right + wide] for down, right in shifts)
    return _divide(x, sums, alpha, beta, k)


def _divide(x, sums, alpha, beta, k):
    for name, value in (("alpha", alpha), ("beta", beta), ("k", k)):
        check_at_least(name, value, 0)
    base = k + alpha * sums
    if beta > 0 and not base.all():
        raise ValueError(f"`k` must be positive where a whole neighbourhood is 0, got {k}: 0/0")
    return (x / base**beta).astype(x.dtype)
