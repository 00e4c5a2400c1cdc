"""Which settings a page without a kernel has, and that a film brings back what was put into it."""

import gzip
import io
import struct

import numpy as np
import pytest
from PIL import Image

from course_lib.convolution.explorers import OutputSize, PhotoFilter, SlidingWindow
from course_lib.kit.explorer.example import SquareWave
from course_lib.kit.film.pack import FINENESS, SMALL, Packer, film, finding_of_start, read_head, webp
from course_lib.kit.film.plan import FRAMES, STOPS, plan, stops, swept
from course_lib.kit.stage.recorder import Layer
from course_lib.metrics.explorers import MoveTheThreshold


class Chosen(SquareWave):
    site_sweep = ("phase",)


def settings(explorer, **options):
    return [setting for line in plan(explorer, **options).lines for setting in line.settings]


def test_an_author_chooses_what_moves():
    assert swept(Chosen()) == ("phase",)
    assert list(plan(Chosen()).controls) == ["phase"]


def test_both_controls_of_a_place_that_can_be_clicked_move():
    assert set(swept(SlidingWindow())) == {"row", "column"}


def test_otherwise_what_the_presets_move_moves():
    assert swept(SquareWave())[0] == "terms"
    assert len(swept(OutputSize())) == 2
    assert set(swept(PhotoFilter())) <= {"photo", "kernel", "flip"}, "a table of numbers cannot be swept"


@pytest.mark.parametrize("kind", [SquareWave, OutputSize, SlidingWindow, PhotoFilter, Chosen])
def test_start_and_presets_come_first_and_every_setting_is_allowed_and_there_once(kind):
    explorer = kind()
    found = settings(explorer)
    assert found[0] == explorer.start
    for preset in kind.presets.values():
        assert explorer.defaults() | preset.values in found
    assert len({str(setting) for setting in found}) == len(found) <= FRAMES
    for setting in found:
        assert setting == {name: kind.controls[name].check(name, value) for name, value in setting.items()}


def test_a_swept_slider_has_all_its_stops_from_the_start():
    explorer = SquareWave(terms=7)
    shown = plan(explorer).controls["terms"]
    stops = {setting["terms"] for setting in settings(explorer) if setting["phase"] == explorer.start["phase"]}
    expected = np.arange(shown.low, shown.high + 1, shown.step)
    assert set(expected) <= stops
    assert len(expected) <= STOPS + 1
    assert 7 in expected, "the start is a stop"


@pytest.mark.parametrize("kind", [SquareWave, OutputSize, MoveTheThreshold])
def test_each_control_is_swept_from_the_start_before_the_presets_take_the_room(kind):
    found = plan(kind())
    assert [line.names for line in found.lines[1:3]] == [(name,) for name in found.controls]


def test_a_short_slider_keeps_its_steps():
    assert plan(OutputSize()).controls["stride"] == OutputSize.controls["stride"]


def test_no_more_settings_than_there_is_room_for():
    least = len(settings(OutputSize(), most=0))
    assert least <= 1 + len(OutputSize.presets)
    assert least < len(settings(OutputSize(), most=40)) <= 40
    whole = len(settings(Chosen()))
    assert len(settings(Chosen(), most=whole)) == whole > len(settings(Chosen(), most=whole - 1))


# ---- packing


def test_coordinates_come_back_within_a_sixteenth_of_a_pixel():
    xy = np.array([[0.1, 700.03], [-20.77, 3.5], [1900.2, -1.99], [1900.2, 5.0]], "<f4")
    codes = np.array([1, 2, 2, 79], np.uint8)
    layer = Layer([{"k": "path", "at": 0, "codes": 32, "n": 4}], xy.tobytes() + codes.tobytes())
    packer = Packer()
    assert packer.layer(layer) == packer.layer(Layer(layer.ops, layer.data)) == 0, "what is equal is kept once"
    shifts = np.concatenate(packer.blocks["shifts"]).reshape(2, 4)
    back = np.cumsum(shifts, axis=1, dtype=np.int16).T / FINENESS
    assert np.abs(back - xy).max() <= 0.5 / FINENESS
    assert np.concatenate(packer.blocks["bytes"]).tolist() == codes.tolist()


def test_coordinates_far_outside_are_kept_exactly():
    xy = np.array([[0, 1e6], [1, 2]], "<f4")
    packer = Packer()
    packer.layer(Layer([{"k": "path", "at": 0, "codes": 16, "n": 2}], xy.tobytes() + bytes([1, 2])))
    assert np.concatenate(packer.blocks["floats"]).tolist() == xy.ravel().tolist()


def test_a_small_picture_is_kept_exactly_and_once(rng):
    table, rows = rng.integers(0, 256, (7, 4), dtype=np.uint8), np.arange(20, dtype=np.uint8) % 7
    op = {"k": "image", "w": 4, "h": 5, "at": 0, "channels": 1, "palette": 20, "box": [0, 0, 4, 5]}
    packer = Packer()
    packer.layer(Layer([op], rows.tobytes() + table.tobytes()))
    packer.layer(Layer([op | {"box": [9, 9, 4, 5]}], rows.tobytes() + table.tobytes()))
    assert np.concatenate(packer.blocks["bytes"]).tolist() == table[rows].ravel().tolist()


def test_a_large_picture_is_nearly_the_same_and_smaller(rng):
    y, x = np.mgrid[:128, :128]
    photo = (127 + 60 * np.sin(x / 9) + 40 * np.cos(y / 5) + rng.normal(0, 4, (128, 128))).astype(np.uint8)
    assert photo.size > SMALL
    packed = webp(photo[..., None])
    back = np.asarray(Image.open(io.BytesIO(packed)).convert("L")).astype(float)
    assert len(packed) < photo.size / 2
    assert np.abs(back - photo).mean() < 4


def test_a_film_holds_the_words_of_every_setting():
    packed = film(SquareWave())
    head = read_head(packed)
    assert finding_of_start(packed) == SquareWave().finding
    assert head["swept"] == list(plan(SquareWave()).controls)
    for frame in head["frames"]:
        words = frame["words"]
        explorer = SquareWave(**words["values"])
        assert (words["finding"], words["code"], words["status"]) == (explorer.finding, explorer.source(), "")
        assert all(layer < len(head["layers"]) for layer in frame["layers"])
    blocks = head["blocks"]
    rest = len(gzip.decompress(packed)) - 4 - struct.unpack_from("<I", gzip.decompress(packed))[0]
    assert rest == blocks["bytes"] + 2 * blocks["shifts"] + 4 * blocks["floats"] + blocks["pictures"]


def test_an_impossible_setting_is_in_the_film_with_its_sentence():
    class Choosy(SquareWave):
        """Does it take more than thirty?"""

        def compute(self, terms, phase):
            if terms > 30:
                raise ValueError(f"`terms` must be at most 30, got {terms}")
            return super().compute(terms, phase)

        presets = {"one sine": SquareWave.presets["one sine"]}

    words = [frame["words"] for frame in read_head(film(Choosy()))["frames"]]
    assert any(one["status"] == "`terms` must be at most 30, got 31" for one in words)


def test_a_film_that_grows_too_large_still_has_its_first_sweep_and_says_that_no_more_moves():
    small, large = (read_head(film(SquareWave(), largest=size)) for size in (0, 10**7))
    assert len(plan(SquareWave()).lines[0].settings) < len(small["frames"]) < len(large["frames"])
    assert {frame["words"]["values"]["terms"] for frame in small["frames"]} >= set(range(1, 40, 2))
    assert (small["swept"], large["swept"]) == (["terms"], ["terms", "phase"])


@pytest.mark.parametrize("kind", [SquareWave, OutputSize, SlidingWindow, PhotoFilter])
def test_what_moves_on_the_page_has_all_its_stops(kind):
    head = read_head(film(kind()))
    start = head["frames"][0]["words"]["values"]
    for name in head["swept"]:
        others = start.keys() - {name}
        values = [frame["words"]["values"] for frame in head["frames"]]
        found = {str(one[name]) for one in values if all(one[other] == start[other] for other in others)}
        assert found >= set(map(str, stops(plan(kind()).controls[name])))


def test_the_same_explorer_makes_the_same_film():
    assert film(SquareWave()) == film(SquareWave())
