"""Messages for a slow line: what comes out when they are unpacked, and what is left alone."""

import io
import json
import zlib

import numpy as np
import pytest
from matplotlib.path import Path
from PIL import Image

from course_lib.kit.stage.packing import FEW, GRID, compressed, packed, photograph, steps
from course_lib.kit.stage.recorder import Layer, Recorder, pixels


def recorded(*draw):
    """Return the `Layer` of what the functions draw into a recorder."""
    recorder = Recorder(400, 300, 100)
    for each in draw:
        each(recorder)
    return recorder.take()


def image(array):
    """Return a function that draws (h, w), (h, w, 3) or (h, w, 4) uint8."""
    array = np.asarray(array, np.uint8)
    if array.ndim == 2:
        array = array[..., np.newaxis].repeat(3, axis=2)
    if array.shape[2] == 3:
        array = np.dstack([array, np.full(array.shape[:2], 255, np.uint8)])
    return lambda recorder: recorder._image(array, [0, 0, 300, 300], {})


def path(corners, codes):
    def draw(recorder):
        place = {"at": recorder._keep(np.asarray(corners, "<f4")), "codes": recorder._keep(np.asarray(codes, "u1"))}
        recorder._ops.append({"k": "path", "n": len(codes)} | place)

    return draw


def photo(seed=0, sides=(80, 90), channels=()):
    """Return waves with some noise, which compress badly."""
    rng = np.random.default_rng(seed)
    waves = np.sin(np.arange(sides[0])[:, np.newaxis] / 7) + np.cos(np.arange(sides[1]) / 9)
    waves = waves.reshape(*sides, *([1] * len(channels))) + 0.1 * rng.normal(size=(*sides, *channels))
    return np.clip(128 + 50 * waves, 0, 255).astype(np.uint8)


def line(count, seed=1):
    corners = np.random.default_rng(seed).uniform(0, 300, (count, 2))
    return path(corners, [Path.MOVETO] + [Path.LINETO] * (count - 1))


def walked(op, data):
    """Return the corners that the browser makes of steps."""
    return np.frombuffer(data, "<i2", 2 * op["n"], op["at"]).reshape(-1, 2).cumsum(axis=0) / GRID


def opened(op, data):
    return np.asarray(Image.open(io.BytesIO(data[op["at"] : op["at"] + op["jpeg"]])))


def test_a_message_for_a_slow_line_is_whole_when_it_is_unpacked():
    content, buffers = {"finding": "é", "layers": {}}, [b"abc", b"", b"z" * 1000]
    sizes, (one,) = packed(content, buffers)
    data = zlib.decompress(one)
    assert (sizes[1:], sum(sizes)) == ([3, 0, 1000], len(data))
    assert json.loads(data[: sizes[0]]) == content
    assert data[sizes[0] :] == b"".join(buffers)
    assert len(one) < 200


def test_steps_by_hand():
    layer = recorded(path([(1, 2), (1.5, 2), (1.5, 1)] + [(1.5, 1)] * FEW, [1, 2, 2] + [2] * FEW))
    ways = np.frombuffer(steps(layer.ops[0], layer.data), "<i2").reshape(-1, 2)
    assert ways[:4].tolist() == [[32, 64], [16, 0], [0, -32], [0, 0]]


@pytest.mark.parametrize("count", [FEW, FEW + 1, 1000])
def test_corners_come_back_within_half_a_place(count):
    layer = recorded(line(count))
    short, lossy = compressed(layer)
    assert not lossy
    assert short.ops[0] == layer.ops[0] | {"steps": True}
    corners = np.frombuffer(layer.data, "<f4", 2 * count, 0).reshape(-1, 2)
    assert np.abs(walked(short.ops[0], short.data) - corners).max() <= 0.5 / GRID
    assert short.data[4 * count : 8 * count] == bytes(4 * count)


def test_roundings_do_not_add_up():
    corners = np.cumsum(np.full((2000, 2), 0.49 / GRID), axis=0)
    layer = recorded(path(corners, [1] + [2] * 1999))
    short, _ = compressed(layer)
    assert np.abs(walked(short.ops[0], short.data) - corners).max() <= 0.51 / GRID


def test_the_place_of_a_corner_that_closes_counts_for_nothing():
    ring = [(10.5, 20), (30, 20), (30, 40), (0, 0)]
    layer = recorded(path(ring * 20, [1, 2, 2, Path.CLOSEPOLY] * 20))
    short, _ = compressed(layer)
    came = walked(short.ops[0], short.data).reshape(20, 4, 2)
    assert (came[:, :3] == np.array(ring[:3])).all()
    assert (came[:, 3] == came[:, 2]).all()


def test_a_short_path_and_one_with_a_step_too_far_stay_as_they_are():
    far = path([(0, 0)] * FEW + [(2**15 / GRID, 0)], [1] * (FEW + 1))
    for draw in (line(FEW - 1), far):
        layer = recorded(draw)
        assert compressed(layer) == (layer, False)
    near = recorded(path([(0, 0)] * FEW + [((2**15 - 1) / GRID, 0)], [1] * (FEW + 1)))
    assert "steps" in compressed(near)[0].ops[0]


COLORS = np.linspace((30, 60, 200), (250, 120, 20), 200).round().astype(np.uint8)  # a colour map


@pytest.mark.parametrize(
    "array",
    [photo(), photo(channels=(3,)), COLORS[photo() // 2], photo(sides=(64, 64))],
    ids=["grey", "colours", "colour table", "just large enough"],
)
def test_a_photograph_comes_back_nearly(array):
    layer = recorded(image(array))
    short, lossy = compressed(layer, quality=60)
    assert lossy
    came = opened(short.ops[0], short.data).astype(float)
    assert came.shape == array.shape
    assert np.abs(came - array).mean() < 6


def test_a_photograph_takes_less_than_half_of_the_line():
    layer = recorded(image(photo(sides=(256, 256))))
    assert len(packed({}, [compressed(layer, quality=60)[0].data])[1][0]) < 0.5 * len(packed({}, [layer.data])[1][0])


def noise(sides, channels=()):
    return np.random.default_rng(3).integers(0, 256, (*sides, *channels))


@pytest.mark.parametrize(
    "array",
    [
        noise((63, 64)),
        noise((80, 80)) // 200 * 255,
        np.full((80, 80), 7),
        np.dstack([photo(sides=(80, 80), channels=(3,)), noise((80, 80)) // 128 * 127 + 128]),
    ],
    ids=["a table of squares", "a mask", "one grey", "transparent"],
)
def test_what_jpeg_would_harm_or_hardly_shorten_stays_as_it_is(array):
    layer = recorded(image(array))
    assert photograph(layer.ops[0], layer.data, 60) is None
    assert compressed(layer, quality=60) == (layer, False)


def test_colors_are_as_sharp_as_the_grey():
    array = (photo(sides=(80, 80), channels=(1,)) // 2).repeat(3, axis=2)
    array[:, ::2, 2] += 100  # blue and red stripes of one pixel
    array[:, 1::2, 0] += 100
    layer = recorded(image(array))
    short, lossy = compressed(layer, quality=60)
    assert lossy
    assert np.abs(opened(short.ops[0], short.data).astype(float) - array).mean() < 12


def test_a_lower_quality_takes_fewer_bytes_and_loses_more():
    array = photo()
    layer = recorded(image(array))
    rough, good = (compressed(layer, quality=quality)[0] for quality in (25, 60))
    assert rough.ops[0]["jpeg"] < 0.8 * good.ops[0]["jpeg"]
    lost = [np.abs(opened(short.ops[0], short.data).astype(float) - array).mean() for short in (rough, good)]
    assert lost[0] > 1.1 * lost[1]


def test_photographs_may_be_left_whole():
    layer = recorded(image(photo()), line(100))
    short, lossy = compressed(layer)
    assert not lossy
    assert short.ops[0] == layer.ops[0]
    assert (pixels(short.ops[0], short.data) == pixels(layer.ops[0], layer.data)).all()
    assert "steps" in short.ops[1]


def test_everything_else_in_a_layer_stays_in_its_place():
    layer = recorded(line(10), image(photo()), line(200), image(COLORS[noise((80, 80)) // 2]), line(12, seed=5))
    short, _ = compressed(layer, quality=60)
    assert len(short.data) == len(layer.data)
    for op in (layer.ops[0], layer.ops[4]):
        end = op["codes"] + op["n"]
        assert op in short.ops
        assert short.data[op["at"] : end] == layer.data[op["at"] : end]
    codes = layer.ops[2]["codes"]
    assert short.data[codes : codes + 200] == layer.data[codes : codes + 200]


def test_nothing_is_a_layer_as_well():
    assert compressed(Layer([], b"")) == (Layer([], b""), False)
