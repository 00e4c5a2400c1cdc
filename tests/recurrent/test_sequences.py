"""Whole sequences against PyTorch's layers, random cells, and what is refused."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course_lib.recurrent import gru_step, lstm_step, random_cell, run_lstm
from course_lib.recurrent._arguments import LAYERS
from course_lib.recurrent.sequences import run_gru, run_rnn

LAYER = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def weights_of(kind, layer):
    W_x, W_h, b_x, b_h = (w.detach().numpy() for w in layer.parameters())
    return (W_x, W_h, b_x, b_h) if kind == "gru" else (W_x, W_h, b_x + b_h)


@pytest.mark.parametrize("kind", LAYER)
@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (1, 4, 2), (6, 5, 3)])  # (T, m) or (T, N, m)
@pytest.mark.parametrize("n", [1, 4])
def test_a_sequence_is_pytorchs(rng, kind, shape, n):
    torch.manual_seed(n)
    layer, xs = LAYER[kind](shape[-1], n).double(), rng.normal(size=shape)
    first = [rng.normal(size=(*shape[1:-1], n)) for _ in range(2 if kind == "lstm" else 1)]
    states = [torch.tensor(state)[None] for state in first]
    theirs = layer(torch.tensor(xs), tuple(states) if kind == "lstm" else states[0])
    run = {"rnn": run_rnn, "lstm": run_lstm, "gru": run_gru}[kind]
    ours = run(xs, *weights_of(kind, layer), **dict(zip(("h", "c"), first)))
    assert_allclose(ours.h, theirs[0].detach(), atol=1e-12)
    if kind == "lstm":
        assert_allclose(ours.c[-1], theirs[1][1][0].detach(), atol=1e-12)
    assert {part.shape for part in ours} == {(*shape[:-1], n)}


def test_without_a_first_state_it_starts_at_zero(rng):
    weights, xs = random_cell("lstm", 3, 4, seed=0), rng.normal(size=(5, 2, 3))
    for ours, given in zip(run_lstm(xs, *weights), run_lstm(xs, *weights, h=np.zeros((2, 4)), c=np.zeros((2, 4)))):
        assert_array_equal(ours, given)


def test_a_run_is_its_steps_one_after_the_other(rng):
    weights, xs = random_cell("lstm", 3, 4, seed=2), rng.normal(size=(5, 3))
    h = c = np.zeros(4)
    run = run_lstm(xs, *weights, coupled=True)
    for t, x in enumerate(xs):
        step = lstm_step(x, h, c, *weights, coupled=True)
        for whole, part in zip(run, step):
            assert_allclose(whole[t], part)
        h, c = step.h, step.c
    W_x, W_h, biases = random_cell("gru", 3, 4, seed=2)
    run, h = run_gru(xs, W_x, W_h, *biases, convention="olah"), np.zeros(4)
    for t, x in enumerate(xs):
        h = gru_step(x, h, W_x, W_h, *biases, convention="olah").h
        assert_allclose(run.h[t], h)


def test_float32_stays_float32():
    weights = [part.astype(np.float32) for part in random_cell("lstm", 3, 4, seed=0)]
    assert {part.dtype for part in run_lstm(np.zeros((2, 3), np.float32), *weights)} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    "xs, message",
    [
        (np.zeros((5, 4)), "`xs` must have shape (T, 3) or (T, N, 3) to fit `W_x`, got (5, 4)"),
        (np.zeros(3), "`xs` must have shape (T, 3) or (T, N, 3) to fit `W_x`, got (3,)"),
        (np.zeros((0, 3)), "`xs` must hold at least one step, got shape (0, 3)"),
        (np.full((2, 3), np.nan), "`xs` must be finite, got nan"),
    ],
)
def test_sequences_that_do_not_fit(xs, message):
    W_x, W_h, biases = random_cell("gru", 3, 2, seed=0)
    for run in (
        lambda: run_rnn(xs, *random_cell("rnn", 3, 2, seed=0)),
        lambda: run_lstm(xs, *random_cell("lstm", 3, 2, seed=0)),
        lambda: run_gru(xs, W_x, W_h, *biases),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            run()


def test_a_first_state_that_does_not_fit():
    weights = random_cell("rnn", 3, 2, seed=0)
    with pytest.raises(ValueError, match=re.escape("must have the same batch axis, got xs (4, 3), h (5, 2)")):
        run_rnn(np.zeros((6, 4, 3)), *weights, h=np.zeros((5, 2)))
    with pytest.raises(ValueError, match=re.escape("`h` must have shape (2,) or (N, 2) to fit `W_h`, got (3,)")):
        run_rnn(np.zeros((6, 3)), *weights, h=np.zeros(3))
    with pytest.raises(ValueError, match="`convention` must be one of pytorch, olah, got 'cho'"):
        run_gru(np.zeros((6, 3)), np.zeros((6, 3)), np.zeros((6, 2)), np.zeros(6), np.zeros(6), convention="cho")


# ---- random cells


@pytest.mark.parametrize("kind", LAYER)
def test_a_random_cell_is_drawn_as_pytorch_draws(kind):
    theirs = [p.detach().numpy() for p in LAYER[kind](5, 64).parameters()]
    W_x, W_h, b = random_cell(kind, 5, 64, seed=0)
    biases = b if kind == "gru" else (b,)
    for ours, reference in ((W_x, theirs[0]), (W_h, theirs[1]), (biases[0], theirs[2])):
        assert ours.shape == reference.shape
        assert np.abs(ours).max() <= 1 / 8
        assert ours.std() == pytest.approx(1 / 8 / 3**0.5, rel=0.1) == pytest.approx(reference.std(), rel=0.15)
    assert len(W_x) == LAYERS[kind] * 64


def test_scale_and_forget_bias():
    plain, louder = (random_cell("lstm", 2, 3, seed=4, scale=scale) for scale in (1.0, 2.5))
    for one, other in zip(plain, louder):
        assert_allclose(2.5 * one, other)
    biased = random_cell("lstm", 2, 3, seed=4, forget_bias=2.0)
    assert_allclose(biased.b - plain.b, [0, 0, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0])
    assert_array_equal(biased.W_h, plain.W_h)
    assert not np.array_equal(random_cell("rnn", 2, 3, seed=5).W_x, random_cell("rnn", 2, 3, seed=4).W_x)


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"kind": "LSTMs"}, ValueError, "`kind` must be one of rnn, lstm, gru, got 'LSTMs'; did you mean 'lstm'?"),
        ({"kind": "rnn", "forget_bias": 1.0}, ValueError, "`forget_bias` must be 0 for rnn, which has no forget gate"),
        ({"units": 0}, ValueError, "`units` must be at least 1, got 0"),
        ({"inputs": 1.5}, TypeError, "`inputs` must be an integer, got 1.5"),
        ({"seed": -1}, ValueError, "`seed` must be at least 0, got -1"),
        ({"scale": 0.0}, ValueError, "`scale` must be positive, got 0.0"),
    ],
)
def test_random_cells_that_cannot_be(change, error, message):
    with pytest.raises(error, match=re.escape(message)):
        random_cell(**({"kind": "lstm", "inputs": 2, "units": 3, "seed": 0} | change))
