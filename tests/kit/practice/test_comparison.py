from collections import namedtuple

import numpy as np
import pytest
import torch

from course_lib.kit.practice.exercises.comparison import disagreement, kind, show

Pair = namedtuple("Pair", "mean, std")


class Hostile:
    """Raises whatever one does with it."""

    def __eq__(self, other):
        raise RuntimeError("do not compare me")

    __hash__ = None

    def __array__(self, *args, **kwargs):
        raise RuntimeError("do not convert me")

    def __repr__(self):
        raise RuntimeError("do not show me")

    def __len__(self):
        raise RuntimeError("do not measure me")


@pytest.mark.parametrize(
    "got, want",
    [
        (16.0, 16),
        (np.float32(0.1), 0.1),
        (True, 1),
        ([1, 2], np.array([1.0, 2.0])),
        ((1, 2), [1, 2]),
        (np.array(3), 3),
        (torch.ones(2, requires_grad=True), [1, 1]),
        (float("nan"), np.nan),
        ([np.inf, -np.inf, np.nan], [np.inf, -np.inf, np.nan]),
        (1 + 1e-9, 1.0),
        (2**80, 2**80),
        (1j, 1j),
        (" Stride ", "stride"),
        ([[1], [2, 3]], [[1], [2, 3]]),
        ((1.0, np.ones((2, 2))), Pair(1.0, np.ones((2, 2)))),
        ({"a": [1, 2]}, {"a": np.array([1, 2])}),
        (["a", "b"], ("a", "b")),
        (np.zeros((0, 3)), np.ones((0, 3))),
        (np.array([255], np.uint8), [255]),
    ],
)
def test_these_agree(got, want):
    assert disagreement(got, want) is None


@pytest.mark.parametrize(
    "got, want, sentence",
    [
        (4, 5, "Yours is too small by 1."),
        (5.5, 5, "Yours is too large by 0.5."),
        (np.nan, 5, "The number differs."),
        (5, np.inf, "The number differs."),
        (1j, 1, "The number differs."),
        (2359810, 2359808, "Yours is too large by 2."),
        (2359810.0, 2359808, "Yours is too large by 2.0."),
        (2**80 + 1, 2**80, "Yours is too large by 1."),
        ([1, 2, 4], [1, 2, 3], "1 of 3 values differs, at [2]: 4, and it should be 3."),
        (np.zeros((2, 2)), np.eye(2), "2 of 4 values differ, the first at [0, 0]: 0.0, and it should be 1.0."),
        (np.array([255], np.uint8), [-1], "1 of 1 values differs, at [0]: 255, and it should be -1."),
        ([1, np.nan], [1, 2.0], "1 of 2 values differs, at [1]: nan, and it should be 2.0."),
        ([1, 2], [1, 2, 3], "The shape is (2,), and it should be (3,)."),
        ([3], 3, "The shape is (1,), and it should be () (a single number)."),
        ("16", 16, "It is a text, and it should be a number."),
        (None, 16, "It is nothing, and it should be a number."),
        (..., 16, "It is `...`, and it should be a number."),
        (len, 16, "It is a function, and it should be a number."),
        ([[1], [2, 3]], np.eye(2), "It is a list, and it should be an array."),
        ([[1], [2, 3]], [[1, 0], [2, 3]], "Not every entry is a number, or the rows have different lengths."),
        ((i for i in (1, 2)), [1, 2], "It is a generator, and it should be a list. Put `list(...)` around it."),
        ("padding", "stride", "The texts differ."),
        (3, "stride", "It is a number, and it should be a text."),
        ([[1], [2, 4]], [[1], [2, 3]], "Item 1: 1 of 2 values differs, at [1]: 4, and it should be 3."),
        (["a"], ["a", "b"], "There are 1 items, and there should be 2."),
        (5, ["a", "b"], "It is a number, and it should be a list."),
        ({"a": 1}, {"b": 1}, "The keys are ['a'], and they should be ['b']."),
        ({"a": 1}, {"a": 2}, "Key 'a': Yours is too small by 1."),
        ([1], {"a": 2}, "It is a list, and it should be a dictionary."),
    ],
)
def test_these_differ_in_words(got, want, sentence):
    assert disagreement(got, want) == sentence


def test_the_tolerance_is_relative_and_absolute():
    assert disagreement(1000.5, 1000.0, tolerance=1e-3) is None
    assert disagreement(0.0005, 0.0, tolerance=1e-3) is None
    assert disagreement(1.1, 1.0, tolerance=1e-3) is not None


@pytest.mark.parametrize("want", [3, "text", [1, 2], np.eye(2), ["a", 1], {"a": 1}, (1, np.eye(2)), None, Hostile()])
@pytest.mark.parametrize(
    "got",
    [
        Hostile(),
        [Hostile()],
        object(),
        print,
        type,
        {1, 2},
        b"ab",
        range(3),
        np.array([None]),
        [[]],
        float,
        "",
        {},
        torch,
    ],
)
def test_no_answer_makes_the_comparison_raise(got, want):
    sentence = disagreement(got, want)
    assert sentence is None or sentence.endswith(".")
    assert isinstance(show(got), str)
    assert isinstance(kind(got), str)


@pytest.mark.parametrize(
    "value, text",
    [
        (0.1 + 0.2, "0.3"),
        (2359808.0, "2359808.0"),
        (np.int64(3), "3"),
        (True, "True"),
        (np.inf, "inf"),
        ([1, 2], "[1, 2]"),
        (np.eye(2), "[[1.0, 0.0],\n [0.0, 1.0]]"),
        (np.arange(100.0), "array of shape (100,), from 0.0 to 99.0"),
        ("a", "'a'"),
        (["a", np.array([1])], "['a', [1]]"),
        (Pair("a", 2), "('a', 2)"),
        (len, "the function len"),
        (Hostile(), "<Hostile instance>"),
    ],
)
def test_what_is_shown(value, text):
    assert show(value) == text


def test_no_memory_address_and_no_endless_text_is_shown():
    assert "0x" not in show(object())
    assert len(show("x" * 10_000)) < 200
    assert len(show(["a"] * 10_000)) < 200
