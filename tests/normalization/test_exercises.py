"""What the exercises of `31_normalization` say in prompts, hints and explanations, by other means."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose

from course_lib.normalization import RunningStatistics, batch_norm_inference, moments
from course_lib.normalization.exercises.layers import (
    COUNT_MEANS,
    EXERCISES,
    FOLDED,
    NORMALIZE_BATCH,
    NORMALIZE_GROUPS,
    RESPOND,
    SHAPE,
    UPDATE_RUNNING,
)


def test_there_are_six():
    assert len(EXERCISES) == 6


def test_the_counts_are_those_of_the_means():
    x = np.zeros(SHAPE)
    counted = [moments(x, axes).mean.size for axes in ((0, 2, 3), (1, 2, 3), (2, 3))]
    grouped = moments(x.reshape(8, 3, -1), 2).mean.size
    assert COUNT_MEANS.reference == (*counted, grouped) == (6, 8, 48, 24)
    assert sum(COUNT_MEANS.reference) == 86


def test_batch_and_group_norm_by_pytorch():
    for x, gamma, beta, eps in NORMALIZE_BATCH.cases:
        parts = map(torch.tensor, (gamma, beta))
        theirs = F.batch_norm(torch.tensor(x), None, None, *parts, training=True, eps=eps)
        assert_allclose(NORMALIZE_BATCH.reference(x, gamma, beta, eps), theirs)
    for x, groups in NORMALIZE_GROUPS.cases:
        assert_allclose(NORMALIZE_GROUPS.reference(x, groups), F.group_norm(torch.tensor(x), groups))


def test_the_update_by_pytorch():
    for mean, variance, x in UPDATE_RUNNING.cases:
        stored = [torch.tensor(mean.copy()), torch.tensor(variance.copy())]
        F.batch_norm(torch.tensor(x), *stored, training=True)
        for ours, theirs in zip(UPDATE_RUNNING.reference(mean, variance, x), stored):
            assert_allclose(ours, theirs)
    assert [round(float(part[0]), 3) for part in UPDATE_RUNNING.reference(*UPDATE_RUNNING.cases[0])] == [0.5, 1.567]


def test_the_folded_layer_does_what_both_did():
    for weight, bias, gamma, beta, mean, variance in FOLDED.cases:
        x = np.random.default_rng(0).normal(size=(7, weight.shape[1]))
        running = RunningStatistics(mean, variance, 1)
        both = batch_norm_inference(x @ weight.T + bias, running, gamma=gamma, beta=beta)
        one_weight, one_bias = FOLDED.reference(weight, bias, gamma, beta, mean, variance)
        assert_allclose(x @ one_weight.T + one_bias, both)


def test_the_response_by_pytorch():
    for a, i, n, alpha, beta, k in RESPOND.cases:
        if n % 2:
            theirs = F.local_response_norm(torch.tensor(a)[None, :, None], n, alpha=alpha * n, beta=beta, k=k)
            assert RESPOND.reference(a, i, n, alpha, beta, k) == pytest.approx(theirs[0, i, 0].item())
    assert RESPOND.reference(*RESPOND.cases[0]) == 0.5
