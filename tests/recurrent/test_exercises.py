"""What the exercises of `40_lstm_gates` say in prompts, hints and explanations, by other means."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course_lib.recurrent import gru_step, lstm_update, memory_left, random_cell, sigmoid
from course_lib.recurrent.exercises.gates import (
    COUNT_THREE,
    EXERCISES,
    FORGET_BIAS,
    GATES_AT_WORK,
    GRU_MIX,
    LSTM_STEP,
    STEP_ON_PAPER,
)


def test_there_are_six():
    assert len(EXERCISES) == 6


def test_the_step_on_paper():
    assert STEP_ON_PAPER.reference == (0.5, pytest.approx(0.4621, abs=1e-4))


def test_the_four_stories_are_what_a_shut_gate_makes():
    told = [(2.0, 0.5, 0.46), (2.0, 2.5, 0.0), (2.0, 2.0, 0.96), (0.0, 0.5, 0.46)]
    for shut, (before, c, h) in zip(GATES_AT_WORK.reference, told):
        gates = {"forget": 1.0, "input": 1.0, "output": 1.0} | {shut: 0.0}
        assert_allclose(lstm_update(before, candidate=0.5, **gates), (c, h), atol=0.005)


def test_the_lstm_step_by_pytorch():
    for x, h, c, W_x, W_h, b in LSTM_STEP.cases:
        cell = torch.nn.LSTMCell(len(x), len(h)).double()
        with torch.no_grad():
            values = (W_x, W_h, b, 0 * b)
            for parameter, value in zip((cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh), values):
                parameter.copy_(torch.tensor(value))
        theirs = cell(torch.tensor(x), (torch.tensor(h), torch.tensor(c)))
        ours = LSTM_STEP.reference(x, h, c, W_x, W_h, b)
        assert_allclose(ours[0], theirs[1].detach())
        assert_allclose(ours[1], theirs[0].detach())


def test_the_bias_leaves_the_share_that_was_asked_for():
    for share, steps in FORGET_BIAS.cases:
        gate = float(sigmoid(FORGET_BIAS.reference(share, steps)))
        assert memory_left(gate, steps) == pytest.approx(share)
    assert [round(FORGET_BIAS.reference(0.5, steps), 2) for steps in (10, 100)] == [2.63, 4.97]


def test_the_counts_by_pytorch():
    counted = sum(p.numel() for p in torch.nn.LSTM(3, 5).parameters())
    gru = sum(p.numel() for p in torch.nn.GRU(3, 5, bias=False).parameters()) + 3 * 5
    assert COUNT_THREE.reference == (180, counted, gru) == (180, 200, 135)


def test_the_mix_is_the_last_line_of_our_gru():
    W_x, W_h, biases = random_cell("gru", 2, 3, seed=0)
    h = np.array([0.5, -1.0, 2.0])
    step = gru_step(np.ones(2), h, W_x, W_h, *biases)
    assert_allclose(GRU_MIX.reference(step.update, h, step.candidate), step.h)
