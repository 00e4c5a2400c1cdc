"""Batch, layer, instance and group norm against PyTorch, by hand, and what is refused."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose

from course_lib.normalization import (
    batch_norm,
    count_statistics,
    group_norm,
    instance_norm,
    layer_norm,
    moments,
    normalize,
    shared_with,
)
from course_lib.normalization.normalize import KINDS, check_groups, check_many_values, identity_scale_shift

SHAPES = [(2, 1), (5, 4), (1, 3, 4, 4), (3, 1, 2, 5), (2, 6, 1, 1), (4, 6, 3, 3), (2, 4, 7)]
HARD = [(0, 1), (1e4, 1), (-3, 1e-3), (0, 1e3)]  # offset and scale: far from 0, spread near the root of eps
TOLERANCE = {np.float32: {"rtol": 1e-5, "atol": 1e-5}, np.float64: {"rtol": 1e-7, "atol": 1e-9}}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def affine(rng, shape, dtype):
    return rng.normal(size=shape).astype(dtype), rng.normal(size=shape).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("offset, scale", HARD)
@pytest.mark.parametrize("dtype", TOLERANCE)
def test_all_four_are_pytorchs(rng, shape, offset, scale, dtype):
    x = (offset + scale * rng.normal(size=shape)).astype(dtype)
    exact, C = torch.tensor(x, dtype=torch.double), shape[1]  # PyTorch in double: the truth for float32 as well
    gamma, beta = affine(rng, C, dtype)
    wide = [torch.tensor(part, dtype=torch.double) for part in (gamma, beta)]
    tolerance = TOLERANCE[dtype]
    ours = batch_norm(x, gamma=gamma, beta=beta)
    assert ours.dtype == dtype
    assert_allclose(ours, F.batch_norm(exact, None, None, *wide, training=True), **tolerance)
    for groups in {1, C, max(g for g in (1, 2, 3) if C % g == 0)}:
        if x[0].size > groups:  # PyTorch refuses groups of a single value
            ours = group_norm(x, groups, gamma=gamma, beta=beta)
            assert_allclose(ours, F.group_norm(exact, groups, *wide), **tolerance)
    g, b = affine(rng, shape[1:], dtype)
    theirs = F.layer_norm(exact, shape[1:], torch.tensor(g).double(), torch.tensor(b).double())
    assert_allclose(layer_norm(x, gamma=g, beta=b), theirs, **tolerance)
    if len(shape) > 2 and np.prod(shape[2:]) > 1:
        theirs = F.instance_norm(exact, weight=wide[0], bias=wide[1])
        assert_allclose(instance_norm(x, gamma=gamma, beta=beta), theirs, **tolerance)


def test_the_variance_of_large_numbers_keeps_its_digits():
    x = (10_000 + np.linspace(-1, 1, 1001)).astype(np.float32)[:, None]
    exact = x.astype(float).var()
    assert moments(x, 0).variance.item() == pytest.approx(exact, rel=1e-3)
    lazy = (x**2).mean() - x.mean() ** 2  # the formula that this library does not use
    assert abs(lazy - exact) > 0.1 * exact


def test_by_hand():
    x = np.array([[2.0], [4.0], [6.0], [8.0]])
    assert_allclose(normalize(x, 0).ravel(), np.array([-3, -1, 1, 3]) / np.sqrt(5 + 1e-5))
    assert_allclose(
        batch_norm(x, gamma=[2.0], beta=[1.0]).ravel(), 1 + 2 * np.array([-3, -1, 1, 3]) / np.sqrt(5 + 1e-5)
    )
    assert_allclose(normalize(x, 0, eps=4.0).ravel(), np.array([-3, -1, 1, 3]) / 3)


@pytest.mark.parametrize("value", [0.0, 7.0, -1e4])
def test_equal_values_become_zero(value):
    x = np.full((3, 2, 2, 2), value)
    for out in (batch_norm(x), layer_norm(x), instance_norm(x), group_norm(x, 2)):
        assert_allclose(out, 0, atol=1e-9)


def test_maps_of_one_pixel_become_zero_under_instance_norm(rng):
    assert_allclose(instance_norm(rng.normal(size=(3, 2, 1, 1))), 0)


def test_integers_are_taken_as_floats():
    assert batch_norm(np.array([[1], [3]])).dtype == np.float64
    assert_allclose(batch_norm([[1], [3]]).ravel(), [-1, 1], atol=1e-5)


def test_what_goes_in_stays_as_it_is(rng):
    x = rng.normal(size=(4, 3, 2, 2))
    before = x.copy()
    batch_norm(x, gamma=np.ones(3), beta=np.ones(3))
    group_norm(x, 3)
    assert_allclose(x, before, rtol=0)


def test_scale_and_offset_of_a_group_leave_no_trace(rng):
    x = rng.normal(size=(4, 3, 5, 5))
    a, b = rng.uniform(1, 9, (1, 3, 1, 1)), rng.normal(size=(1, 3, 1, 1))
    assert_allclose(batch_norm(a * x + b, eps=1e-12), batch_norm(x, eps=1e-12))
    a, b = rng.uniform(1, 9, (4, 1, 1, 1)), rng.normal(size=(4, 1, 1, 1))
    assert_allclose(layer_norm(a * x + b, eps=1e-12), layer_norm(x, eps=1e-12))


def test_only_batch_norm_listens_to_the_batch(rng):
    x = rng.normal(size=(4, 6, 3, 3))
    louder = x.copy()
    louder[3] += 10
    assert np.abs(batch_norm(x)[0] - batch_norm(louder)[0]).max() > 0.5
    for layer in (layer_norm, instance_norm, lambda x: group_norm(x, 3)):
        assert_allclose(layer(x)[:3], layer(louder)[:3])


# ---- who shares


@pytest.mark.parametrize(
    "kind, shape",
    [
        (kind, shape)
        for kind in KINDS
        for shape in ((3, 4, 4, 4), (2, 6, 3), (4, 6))
        if kind != "instance" or len(shape) > 2
    ],
)
@pytest.mark.parametrize("groups", [1, 2])
def test_those_who_share_are_those_whose_mean_moves_the_element(rng, shape, kind, groups):
    layer = {"batch": batch_norm, "layer": layer_norm, "instance": instance_norm,
             "group": lambda x: group_norm(x, groups)}[kind]  # fmt: skip
    x = rng.normal(size=shape)
    index = tuple(size - 1 for size in shape)
    lit = shared_with(kind, shape, index, groups=groups)
    before = layer(x)[index]
    for place in np.ndindex(shape):
        other = x.copy()
        other[place] += 3
        assert (abs(layer(other)[index] - before) > 1e-9) == lit[place]
    count = count_statistics(kind, shape, groups=groups)
    assert count.values == lit.sum()
    assert count.pairs * count.values == x.size


def test_the_numbers_of_the_notes_batch():
    counts = {kind: count_statistics(kind, (3, 4, 4, 4), groups=2) for kind in KINDS}
    assert counts == {"batch": (4, 48), "layer": (3, 64), "instance": (12, 16), "group": (6, 32)}


def test_the_setting_that_gives_the_input_back(rng):
    x = 3 * rng.normal(size=(4, 3, 5, 5)) + np.array([1, -2, 50])[:, None, None]
    setting = identity_scale_shift(x)
    assert_allclose(batch_norm(x, gamma=setting.gamma, beta=setting.beta), x)
    assert_allclose(setting.beta, x.mean(axis=(0, 2, 3)))


# ---- what is refused

IMAGES = np.zeros((2, 4, 3, 3))


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: batch_norm(np.zeros((1, 3))), ValueError, "one value per channel in training mode, got shape (1, 3)"),
        (lambda: batch_norm(np.zeros((1, 3, 1, 1))), ValueError, "use the running statistics (eval mode), or layer"),
        (lambda: batch_norm(np.zeros(3)), ValueError, "`x` must have shape (N, C) or (N, C, H, W), got (3,)"),
        (lambda: instance_norm(np.zeros((2, 3))), ValueError, "must have shape (N, C, H, W) or (N, C, L), got (2, 3)"),
        (lambda: batch_norm(np.zeros((0, 3))), ValueError, "`x` must not be empty, got shape (0, 3)"),
        (lambda: layer_norm([[1.0, np.nan]]), ValueError, "`x` must be finite, got nan"),
        (lambda: group_norm([[np.inf, 1.0]], 1), ValueError, "`x` must be finite, got inf"),
        (lambda: batch_norm([[1j], [2]]), TypeError, "`x` must hold real numbers, got dtype complex128"),
        (lambda: group_norm(IMAGES, 3), ValueError, "`groups` must divide the 4 channels, got 3; [1, 2, 4] do"),
        (lambda: group_norm(IMAGES, 0), ValueError, "`groups` must be at least 1, got 0"),
        (lambda: group_norm(IMAGES, 2.0), TypeError, "`groups` must be an integer, got 2.0"),
        (lambda: batch_norm(IMAGES, gamma=np.ones(3)), ValueError, "`gamma` must have shape (4,), got (3,)"),
        (lambda: layer_norm(IMAGES, beta=np.ones(4)), ValueError, "`beta` must have shape (4, 3, 3), got (4,)"),
        (lambda: instance_norm(IMAGES, beta=[0, 0, 0, np.nan]), ValueError, "`beta` must be finite, got nan"),
        (lambda: batch_norm(IMAGES, eps=0), ValueError, "`eps` must be positive, got 0"),
        (lambda: normalize(IMAGES, 4), ValueError, "`axes` must name axes of 4-dimensional data, -4 to 3, got 4"),
        (lambda: moments(IMAGES, (0, 1.5)), TypeError, "`axes` must be an integer, got 1.5"),
        (lambda: shared_with("batches", (2, 3), (0, 0)), ValueError, "got 'batches'; did you mean 'batch'?"),
        (lambda: shared_with("batch", (2, 3), (0, 3)), ValueError, "`index` must lie within (2, 3), got (0, 3)"),
        (lambda: shared_with("instance", (2, 3), (0, 0)), ValueError, "`shape` must have at least 3 axes for instance"),
        (lambda: count_statistics("group", (2, 3), groups=2), ValueError, "`groups` must divide the 3 channels, got 2"),
        (lambda: count_statistics("batch", (2, 0)), ValueError, "`shape` must be at least 1, got 0"),
        (lambda: identity_scale_shift(IMAGES, eps=-1.0), ValueError, "`eps` must be positive, got -1.0"),
    ],
)  # fmt: skip
def test_what_cannot_be_normalized(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()


@pytest.mark.parametrize("shape, many", [((2, 3), True), ((1, 3), False), ((1, 3, 1, 1), False), ((1, 3, 2), True)])
def test_one_value_per_channel_is_no_sample(shape, many):
    if many:
        assert check_many_values(np.zeros(shape)) is None
    else:
        with pytest.raises(
            ValueError, match=re.escape(f"more than one value per channel in training mode, got shape {shape}")
        ):
            check_many_values(np.zeros(shape))


@pytest.mark.parametrize("groups", range(1, 8))
def test_groups_are_equally_large(groups):
    if groups in (1, 2, 3, 6):
        assert check_groups(groups, 6) is None
    else:
        with pytest.raises(ValueError, match=re.escape(f"got {groups}; [1, 2, 3, 6] do")):
            check_groups(groups, 6)
