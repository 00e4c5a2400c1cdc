"""One step of a recurrent cell with every gate in the result: plain RNN, LSTM, GRU.

Rows of the weights stand in PyTorch's order: input, forget, candidate, output (LSTM); reset, update, candidate (GRU).
PyTorch keeps two bias vectors and adds them; here there is one, except in the GRU.
"""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_between, check_choice, check_floats, check_real
from course_lib.recurrent._arguments import check_fitting, check_same_batch, check_weights

GRU_CONVENTIONS = ("pytorch", "olah")


class RNNStep(NamedTuple):
    h: np.ndarray  # (n,) or (N, n) new state, in (-1, 1)


class LSTMStep(NamedTuple):
    input: np.ndarray  # (n,) or (N, n) input gate, in (0, 1): how much of the candidate is written
    forget: np.ndarray  # forget gate, in (0, 1): how much of the old memory is kept
    candidate: np.ndarray  # in (-1, 1): what is proposed
    output: np.ndarray  # output gate, in (0, 1): how much of the memory is shown
    c: np.ndarray  # new memory, unbounded
    h: np.ndarray  # new output, in (-1, 1)


class GRUStep(NamedTuple):
    reset: np.ndarray  # (n,) or (N, n) reset gate, in (0, 1): how much of the old state the candidate sees
    update: np.ndarray  # update gate, in (0, 1): the share of the old state ("pytorch") or of the new one ("olah")
    candidate: np.ndarray  # in (-1, 1)
    h: np.ndarray  # new state, in (-1, 1)


def sigmoid(z):
    """Return 1 / (1 + exp(-z)), a gate's value for its logit z.

        >>> sigmoid([-2, 0, 2]).round(2).tolist()
        [0.12, 0.5, 0.88]

    Never 0 and never 1 in exact arithmetic; in float64 it rounds to 1 from about z = 37.
    """
    z = check_real("z", z)
    # By tanh: exp(-z) would overflow for large negative z.
    return 0.5 * (1 + np.tanh(0.5 * z))


def rnn_step(x, h, W_x, W_h, b):
    """Return one step of a plain RNN: h' = tanh(W_x x + W_h h + b).

        >>> float(rnn_step([1.0], [0.5], [[2.0]], [[-4.0]], [0.0]).h[0])
        0.0

    Parameters
    ----------
    x : (m,) or (N, m) array_like
        Input of one step, or of N sequences at once.
    h : (n,) or (N, n) array_like
        State before the step.
    W_x, W_h, b : (n, m), (n, n), (n,) array_like

    Raises
    ------
    ValueError
        If a shape does not fit, or a number is not finite.

    Source: Elman (1990), "Finding structure in time", doi:10.1207/s15516709cog1402_1.
    """
    W_x, W_h, b = check_weights("rnn", W_x, W_h, ("b", b))
    x, h = check_fitting("x", x, W_x.shape[1], "W_x"), check_fitting("h", h, W_h.shape[1], "W_h")
    check_same_batch(x=x, h=h)
    return RNNStep(np.tanh(x @ W_x.T + h @ W_h.T + b))


def lstm_update(c, *, input, forget, candidate, output):
    """Return (c', h') of an LSTM whose gates are given: c' = forget*c + input*candidate, h' = output*tanh(c').

        >>> c, h = lstm_update(2.0, input=1.0, forget=0.5, candidate=-0.5, output=0.5)
        >>> float(c), round(float(h), 3)
        (0.5, 0.231)

    Parameters
    ----------
    c, input, forget, candidate, output : float or array, broadcast
        Gates in [0, 1], the candidate in [-1, 1]: here the ends are allowed, which no sigmoid reaches.

    Source: Gers, Schmidhuber & Cummins (2000), "Learning to forget", doi:10.1162/089976600300015015, sec. 3.
    """
    for name, gate in (("input", input), ("forget", forget), ("output", output)):
        check_between(name, gate, 0, 1)
    check_between("candidate", candidate, -1, 1)
    c = forget * check_floats("c", c) + input * np.asarray(candidate)
    return c, output * np.tanh(c)


def lstm_step(x, h, c, W_x, W_h, b, *, coupled=False):
    """Return one step of an LSTM, gate by gate.

        >>> step = lstm_step([1.0], [0.0], [2.0], np.zeros((4, 1)), np.zeros((4, 1)), [0, 0, 0, 0])
        >>> float(step.forget[0]), float(step.c[0])
        (0.5, 1.0)

    Parameters
    ----------
    x : (m,) or (N, m) array_like
        Input of one step, or of N sequences at once.
    h, c : (n,) or (N, n) array_like
        Output and memory before the step.
    W_x, W_h, b : (4n, m), (4n, n), (4n,) array_like
        Rows in PyTorch's order: input, forget, candidate, output. Of PyTorch's two biases take the sum.
    coupled : bool
        Take 1 - forget for the input gate, and leave its own rows unused.

    Raises
    ------
    ValueError
        If a shape does not fit, or a number is not finite.

    Source: Hochreiter & Schmidhuber (1997), doi:10.1162/neco.1997.9.8.1735; forget gate: Gers et al. (2000),
    doi:10.1162/089976600300015015; coupled gates: Greff et al. (2017), doi:10.1109/TNNLS.2016.2582924, sec. 5.
    """
    W_x, W_h, b = check_weights("lstm", W_x, W_h, ("b", b))
    x, h = check_fitting("x", x, W_x.shape[1], "W_x"), check_fitting("h", h, W_h.shape[1], "W_h")
    c = check_fitting("c", c, W_h.shape[1], "W_h")
    check_same_batch(x=x, h=h, c=c)
    return _lstm_step(x, h, c, W_x, W_h, b, coupled)


def _lstm_step(x, h, c, W_x, W_h, b, coupled):
    i, f, g, o = np.split(x @ W_x.T + h @ W_h.T + b, 4, axis=-1)  # (..., n) each
    forget, candidate, output = sigmoid(f), np.tanh(g), sigmoid(o)
    written = 1 - forget if coupled else sigmoid(i)
    c = forget * c + written * candidate
    return LSTMStep(written, forget, candidate, output, c, output * np.tanh(c))


def gru_step(x, h, W_x, W_h, b_x, b_h, *, convention="pytorch"):
    """Return one step of a GRU, gate by gate.

        >>> weights = np.zeros((3, 1)), np.zeros((3, 1)), [0, 9, 0], [0, 0, 0]
        >>> [round(float(gru_step([0.0], [1.0], *weights, convention=c).h[0]), 2) for c in ("pytorch", "olah")]
        [1.0, 0.0]

    Convention: "pytorch": h' = (1 - z)*candidate + z*h, and the reset gate scales W_h h + b_h. "olah", as the study
    notes have it: h' = (1 - z)*h + z*candidate, and the reset gate scales h before the matrix.

    Parameters
    ----------
    x : (m,) or (N, m) array_like
    h : (n,) or (N, n) array_like
    W_x, W_h, b_x, b_h : (3n, m), (3n, n), (3n,), (3n,) array_like
        Rows in PyTorch's order: reset, update, candidate. Two biases, for the reset gate scales one of them.
    convention : "pytorch" or "olah"

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or the convention is unknown.

    Source: Cho et al. (2014), doi:10.3115/v1/D14-1179, sec. 2.3; "olah": Chung et al. (2014),
    doi:10.48550/arXiv.1412.3555, sec. 3.2.
    """
    check_choice("convention", convention, GRU_CONVENTIONS)
    W_x, W_h, b_x, b_h = check_weights("gru", W_x, W_h, ("b_x", b_x), ("b_h", b_h))
    x, h = check_fitting("x", x, W_x.shape[1], "W_x"), check_fitting("h", h, W_h.shape[1], "W_h")
    check_same_batch(x=x, h=h)
    return _gru_step(x, h, W_x, W_h, b_x, b_h, convention)


def _gru_step(x, h, W_x, W_h, b_x, b_h, convention):
    from_x, from_h = (np.split(part, 3, axis=-1) for part in (x @ W_x.T + b_x, h @ W_h.T + b_h))
    reset, update = sigmoid(from_x[0] + from_h[0]), sigmoid(from_x[1] + from_h[1])
    if convention == "pytorch":
        candidate = np.tanh(from_x[2] + reset * from_h[2])
        return GRUStep(reset, update, candidate, (1 - update) * candidate + update * h)
    n = W_h.shape[1]
    candidate = np.tanh(from_x[2] + (reset * h) @ W_h[2 * n :].T + b_h[2 * n :])
    return GRUStep(reset, update, candidate, (1 - update) * h + update * candidate)
