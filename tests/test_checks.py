"""The guards: what they let through, what they return, what they say."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from course_lib.checks import (
    check_at_least,
    check_filled,
    check_integer,
    check_pair,
    check_positive,
    check_real,
    check_shape,
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
    (lambda: check_shape("p", [[1j, 0]], ("N", 2)), TypeError, "`p` must hold real numbers, got dtype complex128"),
]


@pytest.mark.parametrize("call, error, message", REJECTED, ids=[message for _, _, message in REJECTED])
def test_rejections_name_the_argument_the_rule_and_the_value(call, error, message):
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()
