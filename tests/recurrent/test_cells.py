"""One step of each cell against PyTorch, by hand, and what is refused."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course_lib.recurrent import gru_step, lstm_step, lstm_update, random_cell, sigmoid
from course_lib.recurrent.cells import rnn_step

SIZES = [(1, 1), (1, 4), (3, 1), (3, 4)]  # m, n
CELLS = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def theirs_and_weights(kind, m, n, dtype=torch.double):
    """Return a PyTorch cell, and its weights as arrays: biases added for RNN and LSTM, two for the GRU."""
    torch.manual_seed(m + 10 * n)
    cell = CELLS[kind](m, n).to(dtype)
    W_x, W_h, b_x, b_h = (w.detach().numpy() for w in (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh))
    return cell, (W_x, W_h, b_x, b_h) if kind == "gru" else (W_x, W_h, b_x + b_h)


@pytest.mark.parametrize("m, n", SIZES)
@pytest.mark.parametrize("batch", [(), (1,), (5,)])
@pytest.mark.parametrize("scale", [1, 40])
def test_one_step_is_pytorchs(rng, m, n, batch, scale):
    x, h, c = scale * rng.normal(size=(*batch, m)), rng.normal(size=(*batch, n)), scale * rng.normal(size=(*batch, n))
    tx, th, tc = map(torch.tensor, (x, h, c))
    cell, weights = theirs_and_weights("rnn", m, n)
    assert_allclose(rnn_step(x, h, *weights).h, cell(tx, th).detach(), atol=1e-12)
    cell, weights = theirs_and_weights("gru", m, n)
    assert_allclose(gru_step(x, h, *weights).h, cell(tx, th).detach(), atol=1e-12)
    cell, weights = theirs_and_weights("lstm", m, n)
    ours, (h_theirs, c_theirs) = lstm_step(x, h, c, *weights), cell(tx, (th, tc))
    assert_allclose(ours.h, h_theirs.detach(), atol=1e-12)
    assert_allclose(ours.c, c_theirs.detach(), atol=1e-12)
    assert {part.shape for part in ours} == {(*batch, n)}


def test_float32_stays_float32(rng):
    x, h = (rng.normal(size=size).astype(np.float32) for size in (3, 4))
    for kind, step in (("rnn", rnn_step), ("gru", gru_step)):
        cell, weights = theirs_and_weights(kind, 3, 4, torch.float)
        ours = step(x, h, *weights).h
        assert ours.dtype == np.float32
        assert_allclose(ours, cell(torch.tensor(x), torch.tensor(h)).detach(), atol=1e-6)
    cell, weights = theirs_and_weights("lstm", 3, 4, torch.float)
    ours = lstm_step(x, h, h, *weights)
    assert {part.dtype for part in ours} == {np.dtype(np.float32)}
    assert_allclose(ours.c, cell(torch.tensor(x), (torch.tensor(h), torch.tensor(h)))[1].detach(), atol=1e-6)


@pytest.mark.parametrize("gate", range(4))
def test_the_rows_stand_in_the_order_input_forget_candidate_output(gate):
    b = np.zeros(4)
    b[gate] = 3.0
    step = lstm_step([0.0], [0.0], [1.0], np.zeros((4, 1)), np.zeros((4, 1)), b)
    values = [float(part[0]) for part in step[:4]]
    expected = [0.5, 0.5, 0.0, 0.5]
    expected[gate] = np.tanh(3) if gate == 2 else 1 / (1 + np.exp(-3))
    assert values == pytest.approx(expected)


def test_an_lstm_step_by_hand():
    # logits: input ln 3 -> 0.75, forget 0 -> 0.5, candidate atanh 0.5 -> 0.5, output ln 4 -> 0.8
    b = [np.log(3), 0, np.arctanh(0.5), np.log(4)]
    step = lstm_step([7.0], [9.0], [2.0], np.zeros((4, 1)), np.zeros((4, 1)), b)
    assert float(step.c[0]) == pytest.approx(0.5 * 2 + 0.75 * 0.5)
    assert float(step.h[0]) == pytest.approx(0.8 * np.tanh(1.375))


def test_coupled_gates_ignore_the_input_gates_rows(rng):
    W_x, W_h, b = random_cell("lstm", 2, 3, seed=0)
    other = b.copy()
    other[:3] += 9
    arguments = rng.normal(size=2), rng.normal(size=3), rng.normal(size=3), W_x, W_h
    one, two = (lstm_step(*arguments, bias, coupled=True) for bias in (b, other))
    for first, second in zip(one, two):
        assert_allclose(first, second)
    assert_allclose(one.input + one.forget, 1)
    assert_allclose(one.c, one.forget * arguments[2] + (1 - one.forget) * one.candidate)


def test_saturated_gates_neither_overflow_nor_leave_their_range():
    z = np.array([-1e4, -50, -37, 0, 37, 50, 1e4])
    gates = sigmoid(z)
    assert_allclose(gates, torch.sigmoid(torch.tensor(z)), atol=1e-15)
    assert gates.min() >= 0
    assert gates.max() <= 1
    assert_allclose(sigmoid(-z), 1 - gates, atol=1e-15)
    step = lstm_step([1e5], [0.0], [2.0], np.ones((4, 1)), np.ones((4, 1)), np.zeros(4))
    assert float(step.c[0]) == 3


def test_the_two_conventions_of_a_gru_differ_by_the_sense_of_z_and_the_place_of_r(rng):
    W_x, W_h, (b_x, b_h) = random_cell("gru", 2, 3, seed=0)
    x, h = rng.normal(size=2), rng.normal(size=3)
    pytorch, olah = (gru_step(x, h, W_x, W_h, b_x, b_h, convention=name) for name in ("pytorch", "olah"))
    assert_allclose(olah.h, (1 - olah.update) * h + olah.update * olah.candidate)
    assert_allclose(pytorch.h, (1 - pytorch.update) * pytorch.candidate + pytorch.update * h)
    before = np.tanh(x @ W_x[6:].T + b_x[6:] + W_h[6:] @ (olah.reset * h) + b_h[6:])
    after = np.tanh(x @ W_x[6:].T + b_x[6:] + pytorch.reset * (W_h[6:] @ h + b_h[6:]))
    assert_allclose(olah.candidate, before)
    assert_allclose(pytorch.candidate, after)
    assert np.abs(before - after).max() > 0.01


def test_a_gru_whose_gate_is_turned_round_keeps_in_one_convention_what_the_other_renews(rng):
    W_x, W_h, (b_x, b_h) = random_cell("gru", 2, 3, seed=0)
    W_h[:3], W_x[:3], b_x[:3] = 0, 0, 80.0  # the reset gate is open: then its place does not matter
    turned = [part.copy() for part in (W_x, W_h, b_x, b_h)]
    for part in turned:
        part[3:6] *= -1
    x, h = rng.normal(size=2), rng.normal(size=3)
    assert_allclose(gru_step(x, h, W_x, W_h, b_x, b_h).h, gru_step(x, h, *turned, convention="olah").h)


def test_gates_that_are_given():
    c, h = lstm_update([1.0, -2.0], forget=[1.0, 0.0], input=[0.0, 1.0], candidate=0.25, output=0.5)
    assert_allclose(c, [1, 0.25])
    assert_allclose(h, 0.5 * np.tanh([1, 0.25]))


GOOD = {
    "x": np.zeros(3), "h": np.zeros(2), "c": np.zeros(2),
    "W_x": np.zeros((8, 3)), "W_h": np.zeros((8, 2)), "b": np.zeros(8),
}  # fmt: skip


@pytest.mark.parametrize(
    "change, message",
    [
        ({"x": np.zeros(4)}, "`x` must have shape (3,) or (N, 3) to fit `W_x`, got (4,)"),
        ({"h": np.zeros(3)}, "`h` must have shape (2,) or (N, 2) to fit `W_h`, got (3,)"),
        ({"c": np.zeros((1, 1, 2))}, "`c` must have shape (2,) or (N, 2) to fit `W_h`, got (1, 1, 2)"),
        ({"x": np.zeros((5, 3))}, "must have the same batch axis, got x (5, 3), h (2,), c (2,)"),
        ({"W_x": np.zeros((6, 3))}, "`W_x` must have 4n = 8 rows as `W_h` has, got shape (6, 3)"),
        ({"W_x": np.zeros(8)}, "`W_x` must have two axes, got shape (8,)"),
        ({"W_x": np.zeros((8, 0))}, "`W_x` must not be empty, got shape (8, 0)"),
        ({"W_h": np.zeros((6, 2))}, "`W_h` must have shape (4n, n), got (6, 2)"),
        ({"b": np.zeros((8, 1))}, "`b` must have shape (8,), got (8, 1)"),
        ({"x": [0, np.nan, 0]}, "`x` must be finite, got nan"),
        ({"c": [np.inf, 0]}, "`c` must be finite, got inf"),
    ],
)
def test_what_does_not_fit_is_said(change, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        lstm_step(**(GOOD | change))


def test_the_other_cells_say_it_too():
    with pytest.raises(ValueError, match=re.escape("`W_h` must have shape (1n, n), got (8, 2)")):
        rnn_step(GOOD["x"], GOOD["h"], GOOD["W_x"], GOOD["W_h"], GOOD["b"])
    weights = np.zeros((6, 3)), np.zeros((6, 2)), np.zeros(6)
    with pytest.raises(ValueError, match=re.escape("`b_h` must have shape (6,), got (8,)")):
        gru_step(GOOD["x"], GOOD["h"], *weights, GOOD["b"])
    with pytest.raises(
        ValueError, match="`convention` must be one of pytorch, olah, got 'torch'; did you mean 'pytorch'"
    ):
        gru_step(GOOD["x"], GOOD["h"], *weights, np.zeros(6), convention="torch")
    with pytest.raises(TypeError, match="`x` must hold real numbers, got dtype complex128"):
        rnn_step([1j], [0.0], [[1.0]], [[1.0]], [0.0])


@pytest.mark.parametrize(
    "change, message",
    [
        ({"forget": 1.1}, r"`forget` must lie between 0 and 1, got 1.1"),
        ({"input": -0.1}, r"`input` must lie between 0 and 1, got -0.1"),
        ({"output": [0.5, 2.0]}, r"`output` must lie between 0 and 1, got 2.0"),
        ({"candidate": -1.5}, r"`candidate` must lie between -1 and 1, got -1.5"),
        ({"c": np.nan}, "`c` must be finite, got nan"),
    ],
)
def test_gates_out_of_their_range_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        lstm_update(**({"c": 1.0, "forget": 1.0, "input": 0.0, "candidate": 0.0, "output": 1.0} | change))
