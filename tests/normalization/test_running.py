"""Running statistics and eval mode against PyTorch, and what is refused."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course_lib.normalization import (
    RunningStatistics,
    batch_norm,
    batch_norm_inference,
    start_statistics,
    update_statistics,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(2, 1), (6, 3), (1, 3, 2, 2), (4, 3, 5, 5), (3, 2, 7)])
@pytest.mark.parametrize("momentum", [0.1, 0.5, 1.0])
def test_a_training_and_its_eval_mode_are_pytorchs(rng, shape, momentum):
    layer = {2: torch.nn.BatchNorm1d, 3: torch.nn.BatchNorm1d, 4: torch.nn.BatchNorm2d}[len(shape)]
    layer = layer(shape[1], momentum=momentum).double()
    gamma, beta = rng.normal(size=shape[1]), rng.normal(size=shape[1])
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(gamma))
        layer.bias.copy_(torch.tensor(beta))
    running = start_statistics(shape[1])
    for _ in range(4):
        x = 3 * rng.normal(size=shape) + 2
        assert_allclose(layer(torch.tensor(x)).detach(), batch_norm(x, gamma=gamma, beta=beta))
        running = update_statistics(running, x, momentum=momentum)
    assert_allclose(running.mean, layer.running_mean)
    assert_allclose(running.variance, layer.running_var)
    assert running.batches == layer.num_batches_tracked.item() == 4
    x = rng.normal(size=shape)
    theirs = layer.eval()(torch.tensor(x)).detach()
    assert_allclose(batch_norm_inference(x, running, gamma=gamma, beta=beta), theirs)
    assert_allclose(batch_norm_inference(x[:1], running, gamma=gamma, beta=beta), theirs[:1])  # alone, the same


def test_by_hand():
    x = np.array([[2.0], [4.0], [6.0], [8.0]])  # mean 5, variance 5, unbiased 20/3
    once = update_statistics(start_statistics(1), x)
    assert_allclose((once.mean[0], once.variance[0]), (0.5, 0.9 + 0.1 * 20 / 3))
    assert_allclose(update_statistics(once, x, momentum=0.0)[:2], once[:2])
    assert_allclose(update_statistics(once, x, momentum=1.0).mean, 5)


def test_the_old_statistics_stay_as_they_are(rng):
    running = start_statistics(2)
    update_statistics(running, rng.normal(size=(4, 2)))
    assert_allclose(running.mean, 0)
    assert running.batches == 0


def test_float32_stays_float32():
    assert batch_norm_inference(np.ones((2, 3), np.float32), start_statistics(3)).dtype == np.float32


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: start_statistics(0), ValueError, "`channels` must be at least 1, got 0"),
        (lambda: update_statistics(start_statistics(2), np.zeros((1, 2))), ValueError, "more than one value per"),
        (lambda: update_statistics(start_statistics(2), np.zeros((4, 3))), ValueError,
         "`running` must hold 3 means and variances, one per channel of `x`, got (2,) and (2,)"),
        (lambda: update_statistics(start_statistics(2), np.zeros((4, 2)), momentum=1.5), ValueError,
         "`momentum` must lie between 0 and 1, got 1.5; it is the share of the new batch, 0.1 where Keras says 0.9"),
        (lambda: batch_norm_inference(np.zeros((1, 2)), RunningStatistics(np.zeros(2), np.array([1.0, -1]), 1)),
         ValueError, "`running.variance` must not be negative, got -1"),
        (lambda: batch_norm_inference(np.zeros((1, 2)), RunningStatistics(np.array([0, np.nan]), np.ones(2), 1)),
         ValueError, "`running.mean` must be finite, got nan"),
        (lambda: batch_norm_inference(np.zeros((1, 2)), start_statistics(2), eps=0.0), ValueError, "`eps` must be"),
        (lambda: batch_norm_inference([[np.inf, 0]], start_statistics(2)), ValueError, "`x` must be finite, got inf"),
    ],
)  # fmt: skip
def test_what_cannot_be_remembered(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
