"""The claims of the notes about recurrent networks, one test for each: what `claims.yaml` says is so, is so."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course_lib.recurrent import (
    gru_step,
    lstm_step,
    lstm_update,
    memory_left,
    random_cell,
    recurrent_parameters,
    run_lstm,
    sigmoid,
)
from course_lib.recurrent.cells import rnn_step
from course_lib.recurrent.sequences import run_rnn


@pytest.fixture(autouse=True)
def _same_numbers_every_time():
    torch.manual_seed(0)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def n_parameters(layer):
    return sum(parameter.numel() for parameter in layer.parameters())


def lstm_weights(cell):
    """Return W_x, W_h and the sum of the two biases of a PyTorch cell, as arrays."""
    parts = cell.weight_ih, cell.weight_hh, cell.bias_ih + cell.bias_hh
    return [part.detach().numpy() for part in parts]


@pytest.fixture
def step_of_both(rng):
    """One LSTM step, ours and PyTorch's h and c, in float64."""
    cell = torch.nn.LSTMCell(3, 4).double()
    x, h, c = rng.normal(size=3), rng.normal(size=4), rng.normal(size=4)
    theirs = cell(torch.tensor(x)[None], (torch.tensor(h)[None], torch.tensor(c)[None]))
    return lstm_step(x, h, c, *lstm_weights(cell)), [state[0].detach().numpy() for state in theirs], (x, h, c, cell)


def test_rnn_unrolled_shared(rng):
    layer = torch.nn.RNN(3, 4).double()
    xs = rng.normal(size=(6, 3))
    weights = [w.detach().numpy() for w in (layer.weight_ih_l0, layer.weight_hh_l0)]
    bias = (layer.bias_ih_l0 + layer.bias_hh_l0).detach().numpy()
    h = np.zeros(4)
    for x in xs:  # the same three arrays at each step
        h = rnn_step(x, h, *weights, bias).h
    assert_allclose(h, layer(torch.tensor(xs)[:, None])[1][0, 0].detach())
    assert n_parameters(layer) == 3 * 4 + 4 * 4 + 2 * 4


def test_rnn_long_gap():
    layer = torch.nn.RNN(1, 32, batch_first=True)
    x = torch.randn(1, 60, 1, requires_grad=True)
    layer(x)[0][0, -1].sum().backward()
    felt = x.grad[0, :, 0].abs()
    assert felt[0] < 1e-6 * felt[-1]


def test_lstm_remember_default(rng):
    def left(forget_bias):
        weights, xs = random_cell("lstm", 4, 16, seed=0, forget_bias=forget_bias), rng.normal(size=(40, 4))
        marked, unmarked = (run_lstm(xs, *weights, c=np.full(16, mark)).c[-1] for mark in (1.0, 0.0))
        return np.abs(marked - unmarked).max()

    assert left(0.0) < 1e-5
    assert left(8.0) > 0.5
    assert_allclose(sigmoid([0.0, 1.0]), [0.5, 0.731], atol=5e-4)


def test_rnn_standard_module(rng):
    layer = torch.nn.RNN(3, 4)
    assert layer.nonlinearity == "tanh"
    assert layer.weight_hh_l0.shape == (4, 4)  # one layer of four rows
    weights = rng.normal(size=(1, 1)), rng.normal(size=(1, 1)), rng.normal(size=1)
    assert_allclose(rnn_step([2.0], [3.0], *weights).h, np.tanh(2 * weights[0] + 3 * weights[1] + weights[2])[0])


def test_lstm_four_layers():
    layer = torch.nn.LSTM(3, 5)
    assert layer.weight_ih_l0.shape == (4 * 5, 3)
    assert layer.weight_hh_l0.shape == (4 * 5, 5)
    assert random_cell("lstm", 3, 5, seed=0).W_x.shape == (4 * 5, 3)


def test_lstm_belt_unchanged():
    c = 1.0
    for _ in range(100):
        c, _ = lstm_update(c, forget=0.9, input=0.0, candidate=0.0, output=1.0)
    assert c == pytest.approx(memory_left(0.9, 100)) == pytest.approx(2.656e-5, rel=1e-3)
    assert memory_left(1.0, 100) == 1


def test_lstm_gate_extremes():
    c, _ = lstm_update([3.0, -2.0, 0.5], forget=[0.0, 1.0, 0.5], input=0.0, candidate=0.0, output=1.0)
    assert_allclose(c, [0, -2, 0.25])


def test_lstm_three_gates(step_of_both):
    ours, (h, c), _ = step_of_both
    assert_allclose(ours.c, c)
    assert_allclose(ours.h, h)
    for gate in (ours.forget, ours.input, ours.output):
        assert ((gate > 0) & (gate < 1)).all()
    assert ours.candidate.min() < 0


def test_lstm_forget_gate(rng):
    W, b, h, x = rng.normal(size=(5, 8)), rng.normal(size=5), rng.normal(size=5), rng.normal(size=3)
    joined = 1 / (1 + np.exp(-(W @ np.concatenate([h, x]) + b)))
    # The rows of the forget gate come second; the other three layers are left at 0.
    W_h, W_x, bias = (np.vstack([0 * part, part, 0 * part, 0 * part]) for part in (W[:, :5], W[:, 5:], b[:, None]))
    step = lstm_step(x, h, np.zeros(5), W_x, W_h, bias[:, 0])
    assert_allclose(step.forget, joined)
    assert step.forget.shape == (5,)


def test_lstm_input_gate(step_of_both):
    ours, _, (_, _, c, _) = step_of_both
    written = ours.input * ours.candidate
    assert_allclose(ours.c - ours.forget * c, written)
    assert (np.abs(written) < 1).all()


def test_lstm_cell_update(step_of_both):
    ours, (_, theirs), (_, _, c, _) = step_of_both
    assert_allclose(ours.forget * c + ours.input * ours.candidate, theirs)
    as_the_sentence_says = ours.forget * c + theirs
    assert np.abs(as_the_sentence_says - theirs).max() > 0.1


def test_lstm_output_gate(step_of_both):
    ours, (theirs, _), _ = step_of_both
    assert_allclose(ours.output * np.tanh(ours.c), theirs)


def test_lstm_tanh_bounds_output():
    c = h = 0.0
    for _ in range(50):
        c, h = lstm_update(c, forget=1.0, input=1.0, candidate=1.0, output=1.0)
    assert c == 50
    assert abs(h) <= 1


def test_lstm_param_count():
    m, n = 10, 20
    assert recurrent_parameters("lstm", m, n).total == 4 * (m * n + n * n + n) == 2480
    theirs = n_parameters(torch.nn.LSTM(m, n))
    assert recurrent_parameters("lstm", m, n, convention="pytorch").total == theirs == 2560


def test_lstm_input_layer_size():
    layer = torch.nn.LSTM(7, 3)
    assert layer.weight_ih_l0.shape[1] + layer.weight_hh_l0.shape[1] == 7 + 3


def test_lstm_units_meaning():
    _, (h, c) = torch.nn.LSTM(7, 3)(torch.zeros(5, 1, 7))
    assert h.shape[-1] == c.shape[-1] == 3
    step = lstm_step(np.zeros(7), np.zeros(3), np.zeros(3), *random_cell("lstm", 7, 3, seed=0))
    assert {part.shape for part in step} == {(3,)}


def test_lstm_keras_signature():
    n = 64
    layer = torch.nn.LSTM(8, n)
    assert max(p.abs().max() for p in layer.parameters()) <= 1 / n**0.5
    assert abs((layer.bias_ih_l0 + layer.bias_hh_l0)[n : 2 * n].mean()) < 0.05
    ours = [random_cell("lstm", 8, n, seed=0, forget_bias=bias).b[n : 2 * n].mean() for bias in (0.0, 1.0)]
    assert_allclose(sigmoid(ours), [0.5, 0.731], atol=0.02)


def test_lstm_highway_free_flow(step_of_both):
    ours, _, (x, h, c, cell) = step_of_both
    x, h = (torch.tensor(part)[None] for part in (x, h))
    jacobian = torch.autograd.functional.jacobian(lambda c: cell(x, (h, c))[1][0], torch.tensor(c)[None])[:, 0]
    assert_allclose(jacobian, np.diag(ours.forget), atol=1e-12)
    assert (ours.forget < 1).all()


def test_rnn_vanish_explode(rng):
    turn = np.linalg.qr(rng.normal(size=(8, 8)))[0]
    for scale, after in ((0.9, 0.00515), (1.0, 1.0), (1.1, 117.4)):
        assert np.linalg.norm(np.linalg.matrix_power(scale * turn, 50), 2) == pytest.approx(after, rel=1e-3)
        states = run_rnn(np.zeros((50, 1)), np.zeros((8, 1)), scale * turn, np.zeros(8), h=1e-6 * turn[0]).h
        assert np.linalg.norm(states[-1]) == pytest.approx(1e-6 * after, rel=1e-3)  # so small that tanh is a line


def test_lstm_like_resnet():
    start = torch.tensor([0.3, -1.0, 2.0], dtype=torch.double)
    skip = torch.autograd.functional.jacobian(lambda x: x + torch.zeros_like(x), start)
    gated = torch.autograd.functional.jacobian(lambda c: 0.7 * c, start)
    assert torch.equal(skip, torch.eye(3, dtype=torch.double))
    assert_allclose(gated, 0.7 * np.eye(3))
    assert memory_left(0.7, 100) < 1e-15


def test_lstm_proportional_update():
    def written(strength):
        weights = np.array([[1.0], [0.0], [1.0], [0.0]]), np.zeros((4, 1)), np.zeros(4)
        return lstm_step([strength], [0.0], [0.0], *weights).c[0]

    assert written(1.0) < 0.6
    assert written(8.0) / written(4.0) < 1.05
    assert written(100.0) <= 1


def test_lstm_sigmoid_binary():
    gates = sigmoid([-8.0, -2.0, 0.0, 2.0, 8.0])
    assert ((gates > 0) & (gates < 1)).all()
    assert gates[2] == 0.5
    assert (
        gates[3] == pytest.approx(torch.sigmoid(torch.tensor(2.0)).item(), abs=1e-6) == pytest.approx(0.8808, abs=1e-4)
    )


def test_lstm_tanh_range(rng):
    step = lstm_step(50 * rng.normal(size=3), np.zeros(4), np.zeros(4), *random_cell("lstm", 3, 4, seed=0))
    assert step.candidate.shape == (4,)
    assert (np.abs(np.tanh(np.linspace(-5, 5, 11))) < 1).all()
    assert (np.abs(step.candidate) <= 1).all()


def test_lstm_mult_forgets_add_enriches():
    wiped, _ = lstm_update([4.0, -3.0, 2.0], forget=[0.0, 1.0, 1.0], input=0.0, candidate=0.0, output=0.0)
    added, _ = lstm_update([4.0, -3.0, 2.0], forget=1.0, input=1.0, candidate=1.0, output=0.0)
    assert_allclose(wiped, [0, -3, 2])
    assert_allclose(added, [5, -2, 3])


def test_lstm_negative_candidate():
    lowered, raised = (lstm_update(1.0, forget=1.0, input=0.8, candidate=g, output=1.0)[0] for g in (-0.6, 0.6))
    assert lowered < 1 < raised


def _with_bias(cell, rows, change):
    W_x, W_h, b = lstm_weights(cell)
    b = b.copy()
    b[rows] += change
    return W_x, W_h, b


def test_lstm_input_called_forget(step_of_both):
    _, _, (x, h, _, cell) = step_of_both
    empty = np.zeros(4)
    before = lstm_step(x, h, empty, *lstm_weights(cell)).c
    assert_allclose(lstm_step(x, h, empty, *_with_bias(cell, slice(4, 8), 5)).c, before)  # the forget gate
    assert np.abs(lstm_step(x, h, empty, *_with_bias(cell, slice(0, 4), -20)).c).max() < 1e-6  # the input gate


def test_lstm_output_called_forget(step_of_both):
    _, _, (x, h, _, cell) = step_of_both
    empty = np.zeros(4)
    before = lstm_step(x, h, empty, *lstm_weights(cell))
    assert_allclose(lstm_step(x, h, empty, *_with_bias(cell, slice(4, 8), 5)).h, before.h)
    silent = lstm_step(x, h, empty, *_with_bias(cell, slice(12, 16), -20))
    assert np.abs(silent.h).max() < 1e-6
    assert_allclose(silent.c, before.c)


def test_lstm_coupled_gates(rng):
    weights = random_cell("lstm", 2, 6, seed=1, scale=8.0)
    xs = 5 * rng.normal(size=(2000, 2))
    coupled = run_lstm(xs, *weights, coupled=True)
    assert_allclose(coupled.input, 1 - coupled.forget)
    assert np.abs(coupled.c).max() <= 1
    assert np.abs(run_lstm(xs, *weights).c).max() > 1


def test_gru_simpler():
    gru, lstm = torch.nn.GRU(10, 20), torch.nn.LSTM(10, 20)
    assert n_parameters(gru) * 4 == n_parameters(lstm) * 3
    assert recurrent_parameters("gru", 10, 20).total * 4 == recurrent_parameters("lstm", 10, 20).total * 3
    assert isinstance(gru(torch.zeros(2, 1, 10))[1], torch.Tensor)  # one state


def test_gru_equations(rng):
    cell = torch.nn.GRUCell(3, 4).double()
    x, h = rng.normal(size=3), rng.normal(size=4)
    weights = [w.detach().numpy() for w in (cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)]
    theirs = cell(torch.tensor(x)[None], torch.tensor(h)[None])[0].detach()
    assert_allclose(gru_step(x, h, *weights).h, theirs)
    assert np.abs(gru_step(x, h, *weights, convention="olah").h - theirs.numpy()).max() > 0.01
