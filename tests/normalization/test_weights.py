"""Weight norm against PyTorch, mean-only batch norm by hand, and what is refused."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course_lib.normalization import mean_only_batch_norm, weight_norm


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (4, 2, 3, 3)])
@pytest.mark.parametrize("size", [1, 1e-200, 1e200])
def test_weight_norm_is_pytorchs(rng, shape, size):
    v, g = rng.normal(size=shape), rng.normal(size=shape[0])
    theirs = torch._weight_norm(torch.tensor(v), torch.tensor(g).reshape(-1, *[1] * (len(shape) - 1)))
    assert_allclose(weight_norm(size * v, g), theirs)  # and the length of v plays no part


def test_length_and_direction(rng):
    v, g = rng.normal(size=(4, 6)), np.array([2.0, -3.0, 0.0, 1.0])
    w = weight_norm(v, g)
    assert_allclose(np.linalg.norm(w, axis=1), np.abs(g))
    assert_allclose(w[1] / -3, v[1] / np.linalg.norm(v[1]))


def test_mean_only(rng):
    x = rng.normal(size=(5, 3, 2, 2))
    out = mean_only_batch_norm(x, beta=[1.0, 2.0, 3.0])
    assert_allclose(out.mean(axis=(0, 2, 3)), [1, 2, 3])
    assert_allclose(out.std(axis=(0, 2, 3)), x.std(axis=(0, 2, 3)))
    assert_allclose(mean_only_batch_norm(x[:1, :, :1, :1]), 0)  # a batch of one works: 0


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: weight_norm([[1.0, 2], [0, 0]], [1.0, 1]), "`v` must not be 0 for any output, got zeros for output 1"),
        (lambda: weight_norm([1.0, 2], [1.0]), "`v` must have shape (outputs, ...), got (2,)"),
        (lambda: weight_norm([[1.0, 2]], [1.0, 2]), "`g` must have shape (1,), one length for each output, got (2,)"),
        (lambda: weight_norm([[np.nan, 2]], [1.0]), "`v` must be finite, got nan"),
        (lambda: mean_only_batch_norm(np.zeros(3)), "`x` must have shape (N, C) or (N, C, H, W), got (3,)"),
        (lambda: mean_only_batch_norm(np.zeros((2, 3)), beta=[1.0]), "`beta` must have shape (3,), got (1,)"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
