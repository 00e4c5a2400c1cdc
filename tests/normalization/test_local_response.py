"""Local response normalization against PyTorch and a slow twin, and what is refused."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose

from course_lib.normalization import local_response_norm, local_response_norm_within, response_window


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("shape", [(2, 1, 3), (1, 6, 4, 4), (3, 5, 1, 1)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pytorchs_convention_is_pytorchs(rng, size, shape, dtype):
    x, options = (9 * rng.normal(size=shape)).astype(dtype), {"alpha": 0.3, "beta": 0.6, "k": 1.5}
    ours = local_response_norm(x, size, **options, convention="pytorch")
    assert ours.dtype == dtype
    assert_allclose(
        ours, F.local_response_norm(torch.tensor(x), size, **options), rtol=1e-5 if dtype == np.float32 else 1e-9
    )


@pytest.mark.parametrize("size", range(1, 9))
def test_alexnets_convention_is_its_formula(rng, size):
    x, options = 9 * rng.normal(size=(2, 6, 3, 3)), {"alpha": 0.3, "beta": 0.6, "k": 1.5}
    slow = np.empty_like(x)
    for c in range(6):
        window = x[:, max(0, c - size // 2) : min(5, c + size // 2) + 1]
        slow[:, c] = x[:, c] / (1.5 + 0.3 * (window**2).sum(axis=1)) ** 0.6
    assert_allclose(local_response_norm(x, size, **options), slow)
    if size % 2:  # for odd sizes the two conventions differ by alpha alone
        options["alpha"] *= size
        assert_allclose(local_response_norm(x, size, **options, convention="pytorch"), slow)


def test_the_defaults_are_alexnets(rng):
    x = 100 * rng.normal(size=(1, 8, 2, 2))
    assert_allclose(
        local_response_norm(x), local_response_norm(x, 5, alpha=1e-4, beta=0.75, k=2.0, convention="alexnet")
    )


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_within_a_channel_by_a_slow_twin(rng, size):
    x, reach = rng.normal(size=(2, 3, 4, 6)), size // 2
    slow = np.empty_like(x)
    for row, column in np.ndindex(4, 6):
        window = x[:, :, max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
        slow[:, :, row, column] = x[:, :, row, column] / (2 + 0.4 * (window**2).sum(axis=(2, 3))) ** 0.7
    assert_allclose(local_response_norm_within(x, size, alpha=0.4, beta=0.7, k=2), slow)


def test_windows_are_cut_off_at_the_ends():
    assert [response_window(4, c, 3) for c in range(4)] == [(0, 1), (0, 2), (1, 3), (2, 3)]
    assert response_window(5, 2, 4) == (0, 4)
    assert response_window(5, 2, 4, convention="pytorch") == (0, 3)
    assert response_window(1, 0, 99) == (0, 0)


def test_small_squares_beside_large_ones_keep_their_digits():
    x = np.array([[1e8, 1.0, 1.0, 1.0]])
    assert_allclose(local_response_norm(x, 3, alpha=1, beta=1, k=0)[0, 2:], [1 / 3, 1 / 2])


def test_beta_zero_changes_nothing(rng):
    x = rng.normal(size=(2, 3, 2, 2))
    assert_allclose(local_response_norm(x, beta=0), x)
    assert_allclose(local_response_norm(0 * x, beta=0, k=0), 0)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: local_response_norm(np.zeros((1, 3)), k=0), ValueError, "`k` must be positive where a whole"),
        (lambda: local_response_norm(np.ones((1, 3)), 0), ValueError, "`size` must be at least 1, got 0"),
        (lambda: local_response_norm(np.ones((1, 3)), 2.0), TypeError, "`size` must be an integer, got 2.0"),
        (lambda: local_response_norm(np.ones((1, 3)), alpha=-1), ValueError, "`alpha` must be at least 0, got -1"),
        (lambda: local_response_norm(np.ones((1, 3)), beta=-1), ValueError, "`beta` must be at least 0, got -1"),
        (lambda: local_response_norm(np.ones((1, 3)), k=np.nan), ValueError, "`k` must be at least 0, got nan"),
        (lambda: local_response_norm(np.ones((1, 3)), convention="torch"), ValueError,
         "`convention` must be one of alexnet, pytorch, got 'torch'"),
        (lambda: local_response_norm(np.ones(3)), ValueError, "`x` must have shape (N, C) or (N, C, H, W), got (3,)"),
        (lambda: local_response_norm_within(np.ones((1, 3))), ValueError, "must have shape (N, C, H, W), got (1, 3)"),
        (lambda: response_window(3, 3, 1), ValueError, "`index` must lie in 0..2, got 3"),
        (lambda: response_window(0, 0, 1), ValueError, "`channels` must be at least 1, got 0"),
    ],
)  # fmt: skip
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
