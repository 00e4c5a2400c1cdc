"""Parameter counts, in both conventions, against PyTorch's own."""

import pytest
import torch

from course_lib.recurrent import random_cell, recurrent_parameters

LAYER = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


@pytest.mark.parametrize("kind", LAYER)
@pytest.mark.parametrize("m, n", [(1, 1), (1, 5), (7, 1), (10, 20)])
def test_pytorch_counts_the_same(kind, m, n):
    count = recurrent_parameters(kind, m, n, convention="pytorch")
    parts = [p.numel() for p in LAYER[kind](m, n).parameters()]  # W_x, W_h and two biases
    assert count == (parts[0], parts[1], parts[2] + parts[3], sum(parts))
    without = sum(p.numel() for p in LAYER[kind](m, n, bias=False).parameters())
    assert recurrent_parameters(kind, m, n).total == without + parts[2]


def test_by_hand():
    assert recurrent_parameters("lstm", 10, 20) == (800, 1600, 80, 2480)
    assert recurrent_parameters("gru", 10, 20) == (600, 1200, 60, 1860)
    assert recurrent_parameters("rnn", 3, 4, convention="pytorch") == (12, 16, 8, 36)


def test_our_own_cells_have_as_many():
    for kind in ("rnn", "lstm"):
        assert sum(part.size for part in random_cell(kind, 5, 6, seed=0)) == recurrent_parameters(kind, 5, 6).total


@pytest.mark.parametrize(
    "arguments, options, error, message",
    [
        (("lsm", 1, 1), {}, ValueError, "`kind` must be one of rnn, lstm, gru, got 'lsm'; did you mean 'lstm'"),
        (
            ("lstm", 1, 1),
            {"convention": "torch"},
            ValueError,
            "`convention` must be one of keras, pytorch, got 'torch'",
        ),
        (("lstm", 0, 1), {}, ValueError, "`inputs` must be at least 1, got 0"),
        (("lstm", 1, 2.0), {}, TypeError, "`units` must be an integer, got 2.0"),
    ],
)
def test_what_cannot_be_counted(arguments, options, error, message):
    with pytest.raises(error, match=message):
        recurrent_parameters(*arguments, **options)
