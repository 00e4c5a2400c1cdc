"""An explorer without a browser: values, results, findings, and the picture that follows them."""

import io
import subprocess
import sys
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from course_lib.kit.explorer.example import SquareWave, square_wave_partial_sum
from course_lib.kit.explorer.explorer import Choice, Explorer, Number
from tests.kit.sweep.faulty import Stairs


def test_it_starts_at_its_defaults_or_where_it_is_told():
    assert Stairs().values == Stairs.defaults()
    explorer = Stairs(count=2, curve="square")
    assert explorer.values == Stairs.defaults() | {"count": 2, "curve": "square"}
    assert explorer.start == explorer.values
    np.testing.assert_allclose(explorer.result.steps, [1, 4])


def test_set_moves_result_and_finding():
    explorer = Stairs()
    assert explorer.set(count=2, height=3.0) is explorer
    assert explorer.result.total == (3 + 6) * (1 + 2)
    assert explorer.finding.startswith("2 straight steps, the first 3 m")
    assert repr(explorer) == explorer.finding
    assert explorer.start["count"] == 4  # reset leads back to where it began


def test_an_impossible_setting_keeps_the_last_picture_and_says_why():
    explorer = Stairs(count=5)
    before = explorer.still(), explorer.finding, explorer.result
    explorer.set(count=8, height=4.0)
    assert explorer.status == "`count` times `height` must be at most 20 m, got 32.0 m"
    assert (explorer.still(), explorer.finding, explorer.result) == before
    explorer.set(height=1.0)
    assert explorer.status == ""
    assert explorer.reading.count == explorer.result.steps.size == 8


def test_move_says_whether_the_setting_was_possible():
    assert Stairs().apply({"count": 5})
    assert not Stairs().apply({"count": 8, "height": 4.0})


class Sketching(Stairs):
    """Climbs only one step while a control is held."""

    def sketch(self, **values):
        return self.compute(**values | {"count": 1})


def test_a_held_control_gets_the_sketch_and_a_free_one_the_whole():
    explorer = Sketching()
    assert not explorer.coarse
    explorer.apply({"height": 2.0}, held=True)
    assert (explorer.coarse, explorer.result.steps.size, explorer.values["count"]) == (True, 1, 4)
    explorer.apply({})
    assert (explorer.coarse, explorer.result.steps.size) == (False, 4)
    assert explorer.still() == Stairs(height=2.0).still()


def test_an_explorer_without_a_sketch_is_whole_even_while_held():
    explorer = Stairs()
    explorer.apply({"count": 5}, held=True)
    assert (explorer.coarse, explorer.result.steps.size) == (False, 5)


# ---- the reading, and what is found in what `draw` keeps


class Study(Explorer):
    """How wide do the tick labels get?"""

    title = "Study"
    controls = {
        "power": Number(80, 50, 99, label="wanted power", unit="%"),
        "kind": Choice("two groups", {"two groups": 2, "one group": 1}, label="study"),
        "largest": Number(1, 1, 10**5, label="largest value"),
    }
    widest = {"largest": 10**5}

    def compute(self, power, kind, largest):
        return Needed(power * kind)

    def draw(self, figure, r):
        self.axes = figure.subplots()
        (self.line,) = self.axes.plot([0, 1], [0, 1])
        self.words = {"a": [figure.text(0.5, 0.5, "")]}
        self.group = SimpleNamespace(dots=self.axes.scatter([0], [0]), axes=self.axes)
        figure.text(0.1, 0.1, "still")

    def update(self, r):
        self.axes.set_ylim(0, r.largest)

    def describe(self, r):
        return f"power {r.power}, {r.shown('power')}, {r.kind} by {r.shown('kind')}: {r.needed}"


class Needed(NamedTuple):
    needed: float


def test_a_reading_has_settings_and_result_by_name_and_labels_as_shown():
    study = Study(kind="one group")
    assert study.finding == "power 0.8, 80 %, 1 by one group: 0.8"
    assert study.set(kind="two groups", power=50).reading.needed == 1.0
    assert study.values == {"power": 50, "kind": "two groups", "largest": 1}


def test_what_draw_keeps_moves_wherever_it_is_kept_but_axes_do_not():
    study = Study()
    _ = study.figure
    assert study.moving == [study.line, study.words["a"][0], study.group.dots]


def test_the_layout_is_settled_once_and_does_not_depend_on_the_start():
    places = []
    for start in (1, 50, 10**5):
        study = Study(largest=start)
        places.append(study.figure.axes[0].get_position().bounds)
        study.set(largest=7).still()
        assert study.axes.get_position().bounds == places[-1]
    assert places[0] == places[1] == places[2]
    assert places[0][0] > 0.07, "room for six digits"


def test_a_mark_makes_no_room_for_itself():
    class Far(Study):
        def draw(self, figure, r):
            super().draw(figure, r)
            (self.mark,) = self.axes.plot([-0.5], [0.5], "o", clip_on=False, scalex=False)

    plain, far = (cls().figure.axes[0].get_position().bounds for cls in (Study, Far))
    assert far == pytest.approx(plain)


def test_values_that_do_not_belong_are_refused():
    with pytest.raises(TypeError, match=r"`Stairs` has no control \['steps'\]; it has \['count', 'height'"):
        Stairs(steps=3)
    with pytest.raises(TypeError, match=r"`Stairs` has no control \['steps'\]; it has \['count', 'height'"):
        Stairs().set(steps=3)
    with pytest.raises(ValueError, match=r"`count` must lie in 1\.\.8, got 9"):
        Stairs(count=9)
    explorer = Stairs()
    with pytest.raises(ValueError, match=r"`count` must lie in 1\.\.8, got 9"):
        explorer.set(height=2.0, count=9)
    assert explorer.values == Stairs.defaults()  # all at once, or nothing


def test_the_picture_follows_and_comes_back():
    explorer = Stairs()
    first = explorer.still()
    assert first == explorer.still()
    assert explorer.set(count=7).still() != first
    assert explorer.set(**explorer.start).still() == first
    assert Stairs(count=7).still() == explorer.set(count=7).still()


def test_a_still_has_the_size_it_should():
    def pixels(png):
        return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])

    assert pixels(Stairs().still()) == (500, 300)
    assert pixels(Stairs().still(scale=2)) == (1000, 600)
    assert Stairs().still()[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_figure_is_one_and_knows_what_moves():
    explorer = Stairs()
    assert explorer.moving == []
    assert explorer.figure is explorer.figure
    assert explorer.moving == [explorer.line, explorer.note, explorer.top]


def test_two_explorers_do_not_share():
    one, two = Stairs(), Stairs()
    one.set(count=1)
    assert two.values["count"] == 4
    assert one.figure is not two.figure


def test_the_source_is_that_of_the_present_values():
    explorer = Stairs().set(height=2.5)
    assert "* 2.5" in explorer.source()


def test_numbers_alone_need_no_matplotlib_and_no_widgets():
    program = (
        "import sys; from course_lib.kit.explorer.example import SquareWave; SquareWave(terms=3).set(terms=4).finding;"
        "print([name for name in ('matplotlib', 'ipywidgets', 'anywidget', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("method", ["compute", "draw", "update", "describe", "code"])
def test_an_author_must_give_the_five_methods(method):
    arguments = {"draw": (None, None), "update": (None,), "describe": (None,)}.get(method, ())
    with pytest.raises(NotImplementedError, match=r"^$"):
        getattr(Explorer.__new__(Explorer), method)(*arguments)


# ---- the example


def test_partial_sum_is_one_sine_and_tends_to_the_square():
    x = np.linspace(0.1, 3, 50)
    np.testing.assert_allclose(square_wave_partial_sum(x, 1), 4 / np.pi * np.sin(x))
    np.testing.assert_allclose(square_wave_partial_sum(np.array([np.pi / 2]), 10_000), 1, atol=1e-4)
    np.testing.assert_allclose(square_wave_partial_sum(-x, 7), -square_wave_partial_sum(x, 7))


def test_the_overshoot_tends_to_that_of_gibbs():
    # (2 / pi) Si(pi) - 1: scipy.special.sici(np.pi)[0] * 2 / np.pi - 1
    assert SquareWave(terms=40).result.overshoot == pytest.approx(0.178979744, abs=2e-3)


def test_phase_moves_the_wave_to_the_left():
    result = SquareWave(terms=1, phase=1.0).result
    assert result.x[np.argmax(result.partial[:400])] == pytest.approx(np.pi / 2 - 1, abs=0.02)


@pytest.mark.parametrize(
    "size, pixels", [((10.4, 4.1), (1040, 410)), ((9, 3.4), (900, 340)), ((9.2, 4.35), (920, 435))]
)
def test_a_figure_has_whole_pixels_at_both_densities(size, pixels):
    class Sized(SquareWave):
        pass

    Sized.size = size
    for scale in (1, 2):
        with Image.open(io.BytesIO(Sized().still(scale=scale))) as picture:
            assert picture.size == (scale * pixels[0], scale * pixels[1])
