"""One-step Jacobians and their products against autograd, and against what can be said by hand."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course_lib.recurrent import gradient_over_distance, gru_step, lstm_step, memory_left, random_cell, run_lstm
from course_lib.recurrent.cells import rnn_step
from course_lib.recurrent.gradients import gru_jacobian, lstm_jacobian, rnn_jacobian
from course_lib.recurrent.sequences import Weights

CELLS = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell}


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def torch_cell(kind, weights):
    """Return PyTorch's cell with our weights."""
    W_x, W_h, b = weights
    cell = CELLS[kind](W_x.shape[1], W_h.shape[1]).double()
    b_x, b_h = b if kind == "gru" else (b, np.zeros_like(b))
    with torch.no_grad():
        for parameter, value in zip((cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh), (W_x, W_h, b_x, b_h)):
            parameter.copy_(torch.tensor(value))
    return cell


def autograd_jacobian(kind, cell, x, state):
    """Return d state' / d state by autograd; for an LSTM the state is (c, h) in one vector."""
    n, x = cell.weight_hh.shape[1], torch.tensor(x)[None]

    def step(state):
        if kind != "lstm":
            return cell(x, state[None])[0]
        h, c = cell(x, (state[None, n:], state[None, :n]))
        return torch.cat([c[0], h[0]])

    return torch.autograd.functional.jacobian(step, torch.tensor(state)).numpy()


@pytest.mark.parametrize("m, n", [(1, 1), (2, 5)])
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_one_step_jacobians_are_those_of_autograd(rng, m, n, scale):
    x, h, c = rng.normal(size=m), rng.normal(size=n), 2 * rng.normal(size=n)
    W_x, W_h, b = weights = random_cell("rnn", m, n, seed=1, scale=scale)
    assert_allclose(
        rnn_jacobian(rnn_step(x, h, *weights).h, W_h), autograd_jacobian("rnn", torch_cell("rnn", weights), x, h)
    )
    W_x, W_h, b = weights = random_cell("lstm", m, n, seed=1, scale=scale)
    ours = lstm_jacobian(lstm_step(x, h, c, *weights), c, W_h)
    assert_allclose(ours, autograd_jacobian("lstm", torch_cell("lstm", weights), x, np.append(c, h)), atol=1e-12)
    W_x, W_h, b = weights = random_cell("gru", m, n, seed=1, scale=scale)
    ours = gru_jacobian(gru_step(x, h, W_x, W_h, *b), h, W_h, b[1])
    assert_allclose(ours, autograd_jacobian("gru", torch_cell("gru", weights), x, h), atol=1e-12)


@pytest.mark.parametrize("kind", CELLS)
def test_the_whole_way_back_is_that_of_autograd(rng, kind):
    n, T = 4, 9
    weights, xs = random_cell(kind, 2, n, seed=3, scale=2.0), rng.normal(size=(T, 2))
    cell = torch_cell(kind, weights)
    h, c, states = torch.zeros(1, n).double(), torch.zeros(1, n).double(), []
    for x in torch.tensor(xs):
        if kind == "lstm":
            h, c = cell(x[None], (h, c))
        else:
            h = cell(x[None], h)
        h.requires_grad_()
        states.append(h)
    ours = gradient_over_distance(kind, xs, weights)
    assert ours.distance.tolist() == list(range(T))
    for distance in range(T):
        rows = [torch.autograd.grad(states[-1][0, k], states[-1 - distance], retain_graph=True)[0][0] for k in range(n)]
        assert ours.h[distance] == pytest.approx(np.linalg.norm(torch.stack(rows), 2), rel=1e-9)


def test_the_belt_is_the_largest_product_of_forget_gates(rng):
    weights, xs = random_cell("lstm", 2, 3, seed=0, forget_bias=2.0), rng.normal(size=(6, 2))
    forget = run_lstm(xs, *weights).forget
    belt = gradient_over_distance("lstm", xs, weights).c
    for distance in range(6):
        assert belt[distance] == pytest.approx(forget[6 - distance :].prod(axis=0).max())
    assert gradient_over_distance("gru", xs, random_cell("gru", 2, 3, seed=0)).c is None


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.25])
def test_a_turning_matrix_gives_powers_of_its_scale(rng, scale):
    turn = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    norms = gradient_over_distance("rnn", np.zeros((30, 1)), Weights(np.zeros((5, 1)), scale * turn, np.zeros(5)))
    assert_allclose(norms.h, scale ** np.arange(30))


def test_an_lstm_with_closed_gates_knows_only_the_last_step():
    weights = random_cell("lstm", 1, 3, seed=0)
    weights.b[:] = -60.0
    weights.W_x[:], weights.W_h[:] = 0, 0
    assert_allclose(gradient_over_distance("lstm", np.ones((4, 1)), weights).c, [1, 0, 0, 0], atol=1e-20)


def test_memory_left():
    assert memory_left(0.5, 0) == 1
    assert memory_left(0.0, 3) == 0
    assert_allclose(memory_left([0.5, 0.9], 2), [0.25, 0.81])
    assert_allclose(memory_left(0.9, np.arange(3)), [1, 0.9, 0.81])


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ((1.2, 3), ValueError, "`forget` must lie between 0 and 1, got 1.2"),
        (([0.5, -0.1], 3), ValueError, "`forget` must lie between 0 and 1, got -0.1"),
        ((np.nan, 3), ValueError, "`forget` must lie between 0 and 1, got nan"),
        ((0.5, -1), ValueError, "`steps` must be at least 0, got -1"),
        ((0.5, 1.5), TypeError, "`steps` must be an integer, got 1.5"),
    ],
)
def test_memory_that_cannot_be(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        memory_left(*arguments)


def test_what_has_no_gradient():
    weights = random_cell("rnn", 2, 3, seed=0)
    with pytest.raises(ValueError, match="`kind` must be one of rnn, lstm, gru, got 'rn'; did you mean 'rnn'"):
        gradient_over_distance("rn", np.zeros((4, 2)), weights)
    with pytest.raises(ValueError, match=re.escape("`xs` must be one sequence of shape (T, m), got shape (4, 1, 2)")):
        gradient_over_distance("rnn", np.zeros((4, 1, 2)), weights)
