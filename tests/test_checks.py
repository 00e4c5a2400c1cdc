"""The guards: what they let through, what they return, what they say."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from course_lib.checks import (
    check_at_least,
    check_between,
    check_choice,
    check_counts,
    check_filled,
    check_finite,
    check_floats,
    check_image,
    check_integer,
    check_number,
    check_pair,
    check_positive,
    check_real,
    check_row,
    check_same_shape,
    check_shape,
    check_vector,
    nearest,
    plain,
)


def test_integers_of_any_make_come_back_as_int():
    for value in (3, np.int8(3), np.uint64(3), np.array(3)):
        result = check_integer("stride", value, 1)
        assert result == 3
        assert type(result) is int


def test_a_pair_is_one_integer_twice_or_two_integers():
    assert check_pair("stride", 2, 1) == (2, 2)
    for value in ((2, 3), [2, 3], np.array([2, 3])):
        assert check_pair("stride", value, 1) == (2, 3)


def test_real_arrays_keep_their_dtype():
    for dtype in ("float32", "float64", "int8", "uint8", "bool"):
        array = np.zeros((2, 0), dtype)
        assert check_real("x", array) is array


def test_shapes_with_free_and_fixed_axes():
    points = check_shape("points", [[1, 2], [3, 4], [5, 6]], ("N", 2))
    assert_array_equal(points, [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert points.dtype == float


def test_the_nearest_names_come_most_alike_first():
    assert nearest("camra", ("brick", "camera", "coffee")) == ["camera"]
    assert nearest("coin", ("coins", "corn", "brick", "coin_2"), count=3, cutoff=0.4) == ["coins", "coin_2", "corn"]
    assert nearest(("a",), ("brick",)) == []


def test_one_number_becomes_a_float_and_an_array_stays():
    for value in (2, np.float32(2), np.array(2)):
        assert type(plain(value)) is float
        assert plain(value) == 2
    array = np.arange(3)
    assert plain(array) is array


def test_a_choice_comes_back():
    assert check_choice("kind", "lstm", ("rnn", "lstm")) == "lstm"
    assert check_choice("kind", "lstm", {"lstm": 4}) == "lstm"


def test_finite_numbers_of_any_make_come_back_as_float():
    for value in (3, 3.0, np.int8(3), np.float32(3)):
        assert type(check_number("s", value)) is float
        assert check_number("s", value) == 3


def test_the_ends_belong_to_it_unless_they_are_open():
    assert check_between("p", [0, 1], 0, 1).tolist() == [0.0, 1.0]
    assert type(check_between("p", 1, 0, 1)) is float
    assert check_between("p", 0.5, 0, 1, open_ends=True) == 0.5


def test_counts_do_not_overflow():
    assert check_counts("n", 3, 1) == 3
    counts = check_counts("n", np.array([100, 200], np.uint8), 1)
    assert (2 * counts).tolist() == [200, 400]


def test_what_is_filled_and_finite_comes_back_as_it_is():
    for array in (np.ones(2), np.ones(2, int), np.ones(2, complex)):
        assert check_filled("x", check_finite("x", array)) is array


def test_floats_keep_their_precision_and_integers_become_float64():
    for dtype, wanted in (("float32", "float32"), ("float64", "float64"), ("int8", "float64"), ("bool", "float64")):
        assert check_floats("x", np.ones(2, dtype)).dtype == wanted


def test_vectors_and_rows_are_float64():
    assert_array_equal(check_vector("v", (0, 0, 0), 3), np.zeros(3))
    assert check_vector("v", np.ones(2, np.float32), 2).dtype == float
    assert check_row("x", [1]).tolist() == [1.0]
    assert check_row("x", [1, 2], 2).dtype == float


def test_arrays_of_one_shape_pass():
    check_same_shape(one=np.ones((2, 3)), other=np.zeros((2, 3)))


def test_pictures_keep_their_dtype_and_may_have_colors_where_allowed():
    for shape, color in (((2, 3), False), ((2, 3), True), ((2, 3, 3), True)):
        image = np.zeros(shape, np.uint8)
        assert check_image("image", image, color=color) is image


REJECTED = [
    (lambda: check_at_least("n", 0, 1), ValueError, "`n` must be at least 1, got 0"),
    (lambda: check_at_least("n", float("nan"), 1), ValueError, "`n` must be at least 1, got nan"),
    (lambda: check_integer("n", 2.0), TypeError, "`n` must be an integer, got 2.0"),
    (lambda: check_integer("n", True), TypeError, "`n` must be an integer, got True"),
    (lambda: check_integer("n", np.True_), TypeError, "`n` must be an integer, got np.True_"),
    (lambda: check_integer("n", "2"), TypeError, "`n` must be an integer, got '2'"),
    (lambda: check_integer("n", None), TypeError, "`n` must be an integer, got None"),
    (lambda: check_integer("n", (2,)), TypeError, "`n` must be an integer, got (2,)"),
    (lambda: check_integer("n", -1, 0), ValueError, "`n` must be at least 0, got -1"),
    (lambda: check_pair("n", 2.5), TypeError, "`n` must be an integer, got 2.5"),
    (lambda: check_pair("n", (2, 2.5)), TypeError, "`n` must be an integer, got 2.5"),
    (lambda: check_pair("n", (2, -1), 0), ValueError, "`n` must be at least 0, got -1"),
    (lambda: check_pair("n", "ab"), TypeError, "`n` must be an integer or a pair of integers, got 'ab'"),
    (lambda: check_pair("n", (1, 2, 3)), TypeError, "`n` must be an integer or a pair of integers, got (1, 2, 3)"),
    (lambda: check_pair("n", {1, 2}), TypeError, "`n` must be an integer or a pair of integers, got {1, 2}"),
    (
        lambda: check_choice("k", "lstn", ("rnn", "lstm")),
        ValueError,
        "`k` must be one of rnn, lstm, got 'lstn'; did you mean 'lstm'?",
    ),
    (
        lambda: check_choice("k", "LSTM", ("rnn", "lstm")),
        ValueError,
        "`k` must be one of rnn, lstm, got 'LSTM'; did you mean 'lstm'?",
    ),
    (lambda: check_choice("k", "xyz", ("rnn", "lstm")), ValueError, "`k` must be one of rnn, lstm, got 'xyz'"),
    (lambda: check_choice("k", None, ("rnn", "lstm")), ValueError, "`k` must be one of rnn, lstm, got None"),
    (
        lambda: check_choice("k", ["rnn"], ("rnn", "lstm")),
        ValueError,
        "`k` must be one of rnn, lstm, got ['rnn']; did you mean 'rnn'?",
    ),
    (
        lambda: check_choice("k", "x", ("rnn",), where="a.yaml, claim 1"),
        ValueError,
        "a.yaml, claim 1: `k` must be one of rnn, got 'x'",
    ),
    (lambda: check_number("s", True), TypeError, "`s` must be a real number, got True"),
    (lambda: check_number("s", "1"), TypeError, "`s` must be a real number, got '1'"),
    (lambda: check_number("s", 1j), TypeError, "`s` must be a real number, got 1j"),
    (lambda: check_number("s", float("nan")), ValueError, "`s` must be finite, got nan"),
    (
        lambda: check_number("s", -np.inf, remedy="give a number"),
        ValueError,
        "`s` must be finite, got -inf; give a number",
    ),
    (lambda: check_between("p", 1.5, 0, 1), ValueError, "`p` must lie between 0 and 1, got 1.5"),
    (lambda: check_between("p", [0.5, np.nan], 0, 1), ValueError, "`p` must lie between 0 and 1, got nan"),
    (
        lambda: check_between("p", -1, 0, 1, remedy="mend it"),
        ValueError,
        "`p` must lie between 0 and 1, got -1.0; mend it",
    ),
    (
        lambda: check_between("p", 0, 0, 1, open_ends=True),
        ValueError,
        "`p` must lie between 0 and 1, both excluded, got 0.0",
    ),
    (
        lambda: check_between("p", [0.5, 1], 0, 1, open_ends=True),
        ValueError,
        "`p` must lie between 0 and 1, both excluded, got 1.0",
    ),
    (lambda: check_between("p", "a", 0, 1), TypeError, "`p` must hold real numbers, got dtype <U1"),
    (lambda: check_counts("n", 2.0, 1), TypeError, "`n` must hold whole numbers, got 2.0"),
    (lambda: check_counts("n", True, 1), TypeError, "`n` must hold whole numbers, got True"),
    (lambda: check_counts("n", [3, 0], 1), ValueError, "`n` must be at least 1, got 0"),
    (lambda: check_counts("n", np.zeros(0, int), 1), ValueError, "`n` must not be empty, got shape (0,)"),
    (
        lambda: check_finite("x", np.array([[0, 1], [np.nan, np.inf]])),
        ValueError,
        "`x` must be finite, got nan at (1, 0)",
    ),
    (lambda: check_finite("x", np.array([0, -np.inf])), ValueError, "`x` must be finite, got -inf at (1,)"),
    (lambda: check_finite("x", np.array(np.nan)), ValueError, "`x` must be finite, got nan"),
    (
        lambda: check_finite("x", np.array([np.inf]), remedy="crop it"),
        ValueError,
        "`x` must be finite, got inf at (0,); crop it",
    ),
    (lambda: check_floats("x", [1.0, np.nan]), ValueError, "`x` must be finite, got nan at (1,)"),
    (lambda: check_floats("x", ["a"]), TypeError, "`x` must hold real numbers, got dtype <U1"),
    (lambda: check_vector("v", [1, 2], 3), ValueError, "`v` must have shape (3,), got (2,)"),
    (lambda: check_vector("v", [1, np.nan, 2], 3), ValueError, "`v` must be finite, got nan at (1,)"),
    (lambda: check_row("x", [[1, 2]]), ValueError, "`x` must be one row of numbers, got shape (1, 2)"),
    (lambda: check_row("x", 1), ValueError, "`x` must be one row of numbers, got shape ()"),
    (lambda: check_row("x", []), ValueError, "`x` must hold at least 1 number, got 0"),
    (lambda: check_row("x", [1], 2), ValueError, "`x` must hold at least 2 numbers, got 1"),
    (lambda: check_row("x", [1, np.inf], remedy="drop it"), ValueError, "`x` must be finite, got inf at (1,); drop it"),
    (
        lambda: check_same_shape(a=np.ones(2), b=np.ones(3)),
        ValueError,
        "`b` must have the shape of `a`, (2,), got (3,)",
    ),
    (
        lambda: check_same_shape(a=np.ones(2), b=np.ones(3), remedy="crop one"),
        ValueError,
        "`b` must have the shape of `a`, (2,), got (3,); crop one",
    ),
    (lambda: check_image("i", [1, 2]), ValueError, "`i` must have shape (H, W), got (2,)"),
    (
        lambda: check_image("i", np.ones((2, 2, 3))),
        ValueError,
        "`i` must have shape (H, W), got (2, 2, 3); pass the colours of a picture singly, or mix them to grey",
    ),
    (lambda: check_image("i", [1, 2], color=True), ValueError, "`i` must have shape (H, W) or (H, W, C), got (2,)"),
    (lambda: check_image("i", np.ones((2, 0))), ValueError, "`i` must not be empty, got shape (2, 0)"),
    (lambda: check_image("i", [[1j]]), TypeError, "`i` must hold real numbers, got dtype complex128"),
    (lambda: check_positive("s", 0), ValueError, "`s` must be positive, got 0"),
    (lambda: check_positive("s", float("nan")), ValueError, "`s` must be positive, got nan"),
    (lambda: check_positive("s", "1"), TypeError, "`s` must be a real number, got '1'"),
    (lambda: check_positive("s", 1j), TypeError, "`s` must be a real number, got 1j"),
    (lambda: check_positive("s", True), TypeError, "`s` must be a real number, got True"),
    (lambda: check_real("x", [1j]), TypeError, "`x` must hold real numbers, got dtype complex128"),
    (lambda: check_real("x", "abc"), TypeError, "`x` must hold real numbers, got dtype <U3"),
    (lambda: check_real("x", None), TypeError, "`x` must hold real numbers, got dtype object"),
    (
        lambda: check_real("x", [[1, 2], [3]]),
        ValueError,
        "`x` must be a rectangular array, got rows of unequal length",
    ),
    (lambda: check_filled("x", np.zeros((0, 3))), ValueError, "`x` must not be empty, got shape (0, 3)"),
    (lambda: check_shape("p", np.zeros((8, 3)), ("N", 2)), ValueError, "`p` must have shape (N, 2), got (8, 3)"),
    (lambda: check_shape("p", [1, 2], ("N", 2)), ValueError, "`p` must have shape (N, 2), got (2,)"),
    (lambda: check_shape("p", np.zeros(3), (4,)), ValueError, "`p` must have shape (4,), got (3,)"),
    (lambda: check_shape("p", np.zeros((2, 2)), ("n",)), ValueError, "`p` must have shape (n,), got (2, 2)"),
    (lambda: check_shape("p", [[1j, 0]], ("N", 2)), TypeError, "`p` must hold real numbers, got dtype complex128"),
]


@pytest.mark.parametrize("call, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections_name_the_argument_the_rule_and_the_value(call, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()
