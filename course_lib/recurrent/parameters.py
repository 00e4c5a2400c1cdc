"""How many numbers a recurrent layer learns, as Keras and as PyTorch count them."""

from typing import NamedTuple

from course_lib.checks import check_choice, check_integer
from course_lib.recurrent._arguments import KINDS, LAYERS

BIAS_VECTORS = {"keras": 1, "pytorch": 2}


class ParameterCount(NamedTuple):
    input_weights: int  # of all layers: layers * n * m
    recurrent_weights: int  # layers * n * n
    biases: int  # layers * n, twice that in PyTorch
    total: int


def recurrent_parameters(kind, inputs, units, *, convention="keras"):
    """Return how many parameters a recurrent layer has.

        >>> [recurrent_parameters("lstm", 10, 20, convention=name).total for name in ("keras", "pytorch")]
        [2480, 2560]

    A plain RNN has one layer of n rows, a GRU three, an LSTM four. The length of the sequence does not count: the
    weights are the same at every step.

    Parameters
    ----------
    kind : "rnn", "lstm" or "gru"
    inputs, units : int
        m features of one input, n numbers in the state; at least 1.
    convention : "keras" or "pytorch"
        One bias vector, as in textbooks, or two, which are added. Keras's GRU has two as well, unless it is told
        `reset_after=False`.

    Raises
    ------
    ValueError, TypeError
        For an unknown kind or convention, or sizes that are not whole numbers from 1.
    """
    layers = LAYERS[check_choice("kind", kind, KINDS)]
    vectors = BIAS_VECTORS[check_choice("convention", convention, tuple(BIAS_VECTORS))]
    inputs, units = check_integer("inputs", inputs, 1), check_integer("units", units, 1)
    counts = layers * units * inputs, layers * units * units, layers * units * vectors
    return ParameterCount(*counts, sum(counts))
