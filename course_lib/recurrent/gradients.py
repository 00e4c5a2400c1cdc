"""How much of an early state is felt in a late one: products of one-step Jacobians, in closed form."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, check_choice, check_integer, plain
from course_lib.recurrent._arguments import KINDS
from course_lib.recurrent.sequences import run_gru, run_lstm, run_rnn


class GradientNorms(NamedTuple):
    distance: np.ndarray  # (T,) 0, 1, ..., T - 1 steps back from the last state
    c: np.ndarray | None  # (T,) 2-norm of d c_T / d c_t along the belt alone, for an LSTM; None for the others
    h: np.ndarray  # (T,) 2-norm of d h_T / d h_t along all ways


def memory_left(forget, steps):
    """Return the share of a memory that is left after some steps with the same forget gate: forget ** steps.

        >>> round(memory_left(0.5, 3), 3), f"{memory_left(0.9, 100):.1e}"
        (0.125, '2.7e-05')

    Parameters
    ----------
    forget : float or array, in [0, 1]
    steps : int or array of int, at least 0
    """
    gates = np.asarray(check_between("forget", forget, 0, 1))
    if np.ndim(steps) == 0:
        check_integer("steps", steps, 0)
    return plain(gates ** np.asarray(steps))


def rnn_jacobian(h, W_h):
    """Return d h' / d h of a plain RNN, (..., n, n), from its new state h' (..., n).

    >>> rnn_jacobian(np.array([0.0]), np.array([[3.0]])).tolist()
    [[3.0]]
    """
    return _rows(1 - h**2, W_h)


def _rows(factors, matrix):
    """Return the matrix with each row times its factor: diag(factors) @ matrix, for (..., n) factors."""
    return factors[..., None] * matrix


def _diagonal(values):
    return values[..., None] * np.eye(values.shape[-1])


def lstm_jacobian(step, c, W_h):
    """Return d (c', h') / d (c, h) of an LSTM, (..., 2n, 2n), from its step and the memory c before it.

        >>> from course_lib.recurrent import lstm_step
        >>> step = lstm_step([0.0], [0.0], [0.0], np.zeros((4, 1)), np.zeros((4, 1)), np.zeros(4))
        >>> lstm_jacobian(step, np.zeros(1), np.zeros((4, 1)))[0].tolist()
        [0.5, 0.0]

    The upper left block is diag(forget): the belt.
    """
    W_i, W_f, W_g, W_o = np.split(W_h, 4)
    i, f, g, o, _, _ = step
    c_from_h = _rows(c * f * (1 - f), W_f) + _rows(g * i * (1 - i), W_i) + _rows(i * (1 - g**2), W_g)
    shown = np.tanh(step.c)
    h_from_c = o * (1 - shown**2)  # (..., n) how much of a change of the new memory is seen in the new output
    h_from_h = _rows(shown * o * (1 - o), W_o) + _rows(h_from_c, c_from_h)
    return np.block([[_diagonal(f), c_from_h], [_diagonal(h_from_c * f), h_from_h]])


def gru_jacobian(step, h, W_h, b_h):
    """Return d h' / d h of a GRU in PyTorch's convention, (..., n, n), from its step and the state h before it.

        >>> from course_lib.recurrent import gru_step
        >>> zero = np.zeros((3, 1)), np.zeros(3)
        >>> gru_jacobian(gru_step([0.0], [0.0], zero[0], *zero, zero[1]), np.zeros(1), *zero).tolist()
        [[0.5]]

    Parameters
    ----------
    step : GRUStep
    h : (..., n) array
    W_h : (3n, n) array
    b_h : (3n,) array
    """
    W_r, W_z, W_n = np.split(W_h, 3)
    r, z, g, _ = step
    seen = h @ W_n.T + b_h[2 * h.shape[-1] :]  # what the reset gate scales
    candidate_from_h = _rows(1 - g**2, _rows(r, W_n) + _rows(seen * r * (1 - r), W_r))
    return _diagonal(z) + _rows((h - g) * z * (1 - z), W_z) + _rows(1 - z, candidate_from_h)


def gradient_over_distance(kind, xs, weights):
    """Return how strongly the last state depends on the states before it, against the distance.

        >>> from course_lib.recurrent.sequences import Weights
        >>> plain = Weights(np.zeros((1, 1)), np.array([[0.5]]), np.zeros(1))
        >>> gradient_over_distance("rnn", np.zeros((4, 1)), plain).h.tolist()
        [1.0, 0.5, 0.25, 0.125]

    The states start at 0. For an LSTM, `h` is the block d h_T / d h_t of the product of its joint Jacobians, so it
    contains the ways that lead through the memories; `c` is the belt alone, the largest product of forget gates.

    Parameters
    ----------
    kind : "rnn", "lstm" or "gru"
    xs : (T, m) array_like
    weights : Weights
        As `random_cell` gives them.

    Returns
    -------
    GradientNorms

    Source: Pascanu, Mikolov & Bengio (2013), doi:10.48550/arXiv.1211.5063, sec. 2.
    """
    jacobians, forget = _jacobians(check_choice("kind", kind, KINDS), xs, weights)
    n = np.shape(weights.W_h)[1]
    products = [np.eye(jacobians.shape[-1])]
    for jacobian in jacobians[:0:-1]:  # the first leads from the start to the first state: not asked for
        products.append(products[-1] @ jacobian)
    norms = np.linalg.norm(np.stack(products)[:, -n:, -n:], 2, axis=(1, 2))  # all at once: one call is much quicker
    belt = None if forget is None else np.append(1.0, np.cumprod(forget[:0:-1], axis=0).max(axis=1))
    return GradientNorms(np.arange(len(products)), belt, norms)


def _jacobians(kind, xs, weights):
    """Return the Jacobians of all steps (T, n, n), (T, 2n, 2n) for an LSTM, and its forget gates (T, n)."""
    W_x, W_h, b = weights
    if np.ndim(xs) != 2:
        raise ValueError(f"`xs` must be one sequence of shape (T, m), got shape {np.shape(xs)}")
    if kind == "rnn":
        return rnn_jacobian(run_rnn(xs, W_x, W_h, b).h, W_h), None
    if kind == "gru":
        run = run_gru(xs, W_x, W_h, *b)
        return gru_jacobian(run, _before(run.h), W_h, b[1]), None
    run = run_lstm(xs, W_x, W_h, b)
    return lstm_jacobian(run, _before(run.c), W_h), run.forget


def _before(states):
    """Return the state before each step: 0, then all but the last."""
    return np.vstack([np.zeros_like(states[:1]), states[:-1]])
