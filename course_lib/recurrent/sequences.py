"""Whole sequences through a cell, every gate of every step in the result, and cells with random weights."""

from typing import Any, NamedTuple

import numpy as np

from course_lib.checks import check_choice, check_floats, check_integer, check_positive
from course_lib.recurrent._arguments import KINDS, LAYERS, check_fitting, check_same_batch, check_weights
from course_lib.recurrent.cells import GRU_CONVENTIONS, GRUStep, LSTMStep, RNNStep, _gru_step, _lstm_step


class Weights(NamedTuple):
    W_x: np.ndarray  # (layers * n, m)
    W_h: np.ndarray  # (layers * n, n)
    b: Any  # (layers * n,); for a GRU the pair (b_x, b_h)


def run_rnn(xs, W_x, W_h, b, *, h=None):
    """Return the states of a plain RNN at all steps.

        >>> run_rnn(np.zeros((5, 3)), np.zeros((4, 3)), np.zeros((4, 4)), np.zeros(4)).h.shape
        (5, 4)

    Parameters
    ----------
    xs : (T, m) or (T, N, m) array_like
        Inputs, time first as in PyTorch; T at least 1.
    W_x, W_h, b : as in `rnn_step`
        The same at every step.
    h : (n,) or (N, n) array_like, optional
        State before the first step; 0 if not given.

    Returns
    -------
    RNNStep
        With a leading time axis: (T, n) or (T, N, n).
    """
    W_x, W_h, b = check_weights("rnn", W_x, W_h, ("b", b))
    xs = _check_sequence(xs, W_x)
    h = _first_state("h", h, xs, W_h)
    states = []
    for x in xs:
        h = np.tanh(x @ W_x.T + h @ W_h.T + b)
        states.append(h)
    return RNNStep(np.stack(states))


def run_lstm(xs, W_x, W_h, b, *, h=None, c=None, coupled=False):
    """Return all gates, memories and outputs of an LSTM at all steps.

        >>> run = run_lstm(np.zeros((5, 3)), np.zeros((8, 3)), np.zeros((8, 2)), np.zeros(8), c=[1.0, 2.0])
        >>> run.c[:, 1].tolist()
        [1.0, 0.5, 0.25, 0.125, 0.0625]

    Parameters
    ----------
    xs : (T, m) or (T, N, m) array_like
        Inputs, time first as in PyTorch; T at least 1.
    W_x, W_h, b, coupled : as in `lstm_step`
    h, c : (n,) or (N, n) array_like, optional
        Output and memory before the first step; 0 if not given.

    Returns
    -------
    LSTMStep
        With a leading time axis: (T, n) or (T, N, n) each.
    """
    W_x, W_h, b = check_weights("lstm", W_x, W_h, ("b", b))
    xs = _check_sequence(xs, W_x)
    h, c = _first_state("h", h, xs, W_h), _first_state("c", c, xs, W_h)
    steps = []
    for x in xs:
        steps.append(_lstm_step(x, h, c, W_x, W_h, b, coupled))
        h, c = steps[-1].h, steps[-1].c
    return LSTMStep(*map(np.stack, zip(*steps)))


def run_gru(xs, W_x, W_h, b_x, b_h, *, h=None, convention="pytorch"):
    """Return all gates and states of a GRU at all steps.

        >>> zero = np.zeros((6, 2)), np.zeros(6), np.zeros(6)
        >>> run_gru(np.zeros((3, 1)), np.zeros((6, 1)), *zero, h=[1.0, 2.0]).h[:, 1].tolist()
        [1.0, 0.5, 0.25]

    Parameters
    ----------
    xs : (T, m) or (T, N, m) array_like
        Inputs, time first as in PyTorch; T at least 1.
    W_x, W_h, b_x, b_h, convention : as in `gru_step`
    h : (n,) or (N, n) array_like, optional
        State before the first step; 0 if not given.

    Returns
    -------
    GRUStep
        With a leading time axis: (T, n) or (T, N, n) each.
    """
    check_choice("convention", convention, GRU_CONVENTIONS)
    W_x, W_h, b_x, b_h = check_weights("gru", W_x, W_h, ("b_x", b_x), ("b_h", b_h))
    xs = _check_sequence(xs, W_x)
    h = _first_state("h", h, xs, W_h)
    steps = []
    for x in xs:
        steps.append(_gru_step(x, h, W_x, W_h, b_x, b_h, convention))
        h = steps[-1].h
    return GRUStep(*map(np.stack, zip(*steps)))


def _check_sequence(xs, W_x):
    xs = check_floats("xs", xs)
    if xs.ndim not in (2, 3) or xs.shape[-1] != W_x.shape[1]:
        size = W_x.shape[1]
        raise ValueError(f"`xs` must have shape (T, {size}) or (T, N, {size}) to fit `W_x`, got {xs.shape}")
    if len(xs) == 0:
        raise ValueError(f"`xs` must hold at least one step, got shape {xs.shape}")
    return xs


def _first_state(name, state, xs, W_h):
    if state is None:
        return np.zeros((*xs.shape[1:-1], W_h.shape[1]), dtype=np.result_type(xs, W_h))
    state = check_fitting(name, state, W_h.shape[1], "W_h")
    check_same_batch(xs=xs[0], **{name: state})
    return state


def random_cell(kind, inputs, units, *, seed, scale=1.0, forget_bias=0.0):
    """Return weights as PyTorch draws them: evenly from -1/sqrt(n) to 1/sqrt(n), times `scale`.

        >>> weights = random_cell("lstm", 3, 16, seed=0, forget_bias=1.0)
        >>> weights.W_x.shape, bool(abs(weights.W_h).max() <= 0.25), bool(weights.b[16:32].min() >= 0.75)
        ((64, 3), True, True)

    Parameters
    ----------
    kind : "rnn", "lstm" or "gru"
    inputs, units : int
        m and n, at least 1.
    seed : int
        The same seed gives the same weights.
    scale : float
        Above 0; scales the biases too, but not `forget_bias`.
    forget_bias : float
        Added to the biases of the forget gates; Keras starts with 1, PyTorch with 0. For an LSTM only.

    Returns
    -------
    Weights
        One bias vector; for a GRU the pair (b_x, b_h).
    """
    layers = LAYERS[check_choice("kind", kind, KINDS)]
    inputs, units = check_integer("inputs", inputs, 1), check_integer("units", units, 1)
    check_positive("scale", scale)
    if forget_bias and kind != "lstm":
        raise ValueError(f"`forget_bias` must be 0 for {kind}, which has no forget gate, got {forget_bias}")
    rng, bound = np.random.default_rng(check_integer("seed", seed, 0)), scale / np.sqrt(units)
    rows = layers * units
    W_x, W_h = rng.uniform(-bound, bound, (rows, inputs)), rng.uniform(-bound, bound, (rows, units))
    biases = rng.uniform(-bound, bound, (2 if kind == "gru" else 1, rows))
    if kind == "lstm":
        biases[0, units : 2 * units] += forget_bias
    return Weights(W_x, W_h, tuple(biases) if kind == "gru" else biases[0])
