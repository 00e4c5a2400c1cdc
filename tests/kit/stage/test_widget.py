"""The view without a browser: what it sends, what it answers, what a cell's output holds."""

import base64
import json
import zlib

import numpy as np
import pytest

from course_lib.kit.explorer.example import SquareWave
from course_lib.kit.stage.widget import View, bundle
from tests.kit.explorer.trial import Sketched, Trial

WIDGET = "application/vnd.jupyter.widget-view+json"


def listened(explorer):
    """Return a view of an explorer whose messages are kept in `view.sent`."""
    view = View(explorer)
    view.sent = []
    view.send = lambda content, buffers: view.sent.append((content, buffers))
    return view


@pytest.fixture
def view():
    return listened(Trial())


def ask(view, serial=1, **values):
    """Send what the browser would send; return the answer."""
    view._receive({"set": values, "serial": serial}, [])
    return view.sent[-1][0]


def test_a_setting_is_answered_with_words_and_the_layers_that_changed(view):
    answer = ask(view, serial=7, row=2)
    assert answer["serial"] == 7
    assert answer["finding"] == "row 2, column 0, point at 2.0"
    assert answer["values"]["row"] == 2
    assert list(answer["layers"]) == ["0"]
    assert "still" not in answer
    assert "row = 2" in answer["code"]
    json.dumps(answer)


def test_an_impossible_setting_keeps_picture_and_finding(view):
    answer = ask(view, row=5)
    assert answer["status"] == "`row` must be below 4, got 5"
    assert answer["finding"] == "row 0, column 0, point at 2.0"
    assert answer["layers"] == {}
    assert answer["code"] == ""


@pytest.fixture
def sketched(monkeypatch):
    """A view of an explorer that has a sketch, and of which n = 13 is impossible."""
    view = listened(Sketched())
    compute = Sketched.sketch

    def refuse(explorer, n):
        if n == 13:
            raise ValueError("`n` must not be 13")
        return compute(explorer, n)

    monkeypatch.setattr(Sketched, "compute", refuse)
    monkeypatch.setattr(Sketched, "sketch", refuse)
    return view


def test_a_sketch_is_called_coarse_so_that_the_page_asks_for_the_whole(sketched):
    assert ask(sketched, n=7)["coarse"] is False
    sketched._receive({"set": {"n": 8}, "serial": 2, "held": True}, [])
    assert sketched.sent[-1][0]["coarse"] is True
    # Asked again for ever otherwise: an impossible setting has no whole picture.
    sketched._receive({"set": {"n": 13}, "serial": 3, "held": True}, [])
    assert sketched.sent[-1][0]["status"] == "`n` must not be 13"
    assert sketched.sent[-1][0]["coarse"] is False


def test_only_a_page_that_finds_the_line_slow_gets_compressed_messages(view):
    view._receive({"set": {"threshold": 2.5}, "serial": 1, "far": True}, [])
    content, buffers = view.sent[-1]
    assert set(content) == {"sizes", "took"}
    assert len(buffers) == 1
    assert "finding" in ask(view, threshold=3.0)


class Photograph(Trial):
    """A grey picture that is worth a JPEG, beside a cell that is none."""

    def draw(self, figure, r):
        self.image = figure.add_axes((0, 0, 1, 1)).imshow(np.zeros((80, 80)), cmap="gray", vmin=0, vmax=1)
        super().draw(figure, r)

    def update(self, r):
        super().update(r)
        waves = np.sin(np.arange(80) / 5 + r.threshold)
        self.image.set_data(0.5 + 0.25 * (waves + waves[:, np.newaxis]))


@pytest.fixture
def photograph():
    return listened(Photograph())


def far(view, *, fine=False, held=False, **values):
    """Send what a browser behind a slow line would send; return the answer, unpacked, as (content, buffers)."""
    view._receive({"set": values, "serial": 1, "far": True, "fine": fine, "held": held}, [])
    content, (packed,) = view.sent[-1]
    parts, data = [], zlib.decompress(packed)
    for size in content["sizes"]:
        parts.append(data[:size])
        data = data[size:]
    return json.loads(parts[0]), parts[1:]


def test_over_a_slow_line_a_photograph_comes_twice_and_whole_the_second_time(photograph):
    content, _ = far(photograph, threshold=4.0)
    assert content["lossy"] is True
    assert "jpeg" in content["layers"]["0"]["ops"][0]
    content, buffers = far(photograph, fine=True, threshold=4.0)
    assert content["lossy"] is False
    assert list(content["layers"]) == ["0"]
    layer = photograph.stage.layers[0]
    assert content["layers"]["0"]["ops"] == layer.ops
    assert buffers == [layer.data]


def test_while_a_control_is_held_a_photograph_takes_fewer_bytes(photograph):
    held, let_go = (far(photograph, held=held, threshold=value)[0] for held, value in ((True, 4.0), (False, 5.0)))
    held, let_go = (content["layers"]["0"]["ops"][0]["jpeg"] for content in (held, let_go))
    assert held < 0.8 * let_go


def test_what_was_lost_is_sent_once_and_only_when_it_is_asked_for(photograph):
    far(photograph, threshold=4.0)
    content, _ = far(photograph, row=1)
    assert list(content["layers"]) == ["1"]
    assert content["lossy"] is True  # the photograph before is still what it was
    assert list(far(photograph, fine=True, row=1)[0]["layers"]) == ["0"]
    assert far(photograph, fine=True, row=1)[0]["layers"] == {}


def test_over_a_quick_line_nothing_is_lost(photograph):
    far(photograph, threshold=4.0)
    answer = ask(photograph, threshold=5.0)
    assert answer["lossy"] is False
    assert "jpeg" not in answer["layers"]["0"]["ops"][0]


def test_a_defect_is_said_and_raised(view):
    with pytest.raises(ZeroDivisionError, match="a defect made for the test"):
        ask(view, column=5)
    assert view.sent[-1][0]["status"] == "This explorer stopped with ZeroDivisionError: a defect made for the test"
    assert ask(view, column=1)["status"] == ""


def test_other_messages_are_left_alone(view):
    view._receive({"hello": 1}, [])
    assert view.sent == []


def test_the_state_is_the_present_scene_whenever_it_is_asked_for(view):
    before = view.get_state("scene")["scene"]
    ask(view, row=3)
    after = view.get_state("scene")["scene"]
    assert before["finding"] == "row 0, column 0, point at 2.0"
    assert after["finding"] == "row 3, column 0, point at 2.0"
    assert len(after["layers"]) == 2
    used = {
        number for layer in [after["still"], *after["layers"]] for op in layer["ops"] for number in op.get("glyphs", [])
    }
    assert set(map(int, after["glyphs"])) >= used != set()


def test_handles_travel_as_pixels_with_y_down(view):
    cell, point = view.text_state()["handles"]
    assert cell["box"] == [0, 0, 400, 400]
    assert (cell["x"], cell["y"], cell["ylim"]) == ("column", "row", [3.5, -0.5])
    assert (point["x"], point["y"], point["area"]) == ("threshold", None, "point")


def test_setting_an_explorer_from_a_cell_moves_its_view(view):
    view.explorer._view = view
    view.explorer.set(threshold=4.0)
    assert view.sent[-1][0]["serial"] is None
    assert view.sent[-1][0]["values"]["threshold"] == 4.0


def test_the_output_of_a_cell_holds_picture_finding_and_alt_text():
    explorer = SquareWave()
    data, metadata = bundle(explorer)
    assert data["text/plain"] == explorer.finding == metadata["image/png"]["alt"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert WIDGET in data


def test_showing_an_explorer_twice_makes_one_view():
    explorer = SquareWave()
    first, second = bundle(explorer)[0], bundle(explorer)[0]
    assert first[WIDGET]["model_id"] == second[WIDGET]["model_id"]


def test_the_live_view_can_be_left_out(monkeypatch):
    monkeypatch.setenv("COURSE_STILL", "1")
    assert set(bundle(SquareWave())[0]) == {"image/png", "text/plain"}
