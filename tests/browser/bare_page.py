"""Paints an explorer's scene with the course's own JavaScript in a bare page, and reads the pixels back."""

import base64
import io
import json

import numpy as np
from PIL import Image

from course_lib.kit.figures import style
from course_lib.kit.stage import page as modules

DOCUMENT = """<!doctype html><meta charset="utf-8"><canvas></canvas><script type="module">
import { paintScene } from "./paint.js";
import { applyChange, makeScene, unpack } from "./scene.js";
import { PATIENCE, REST, Session } from "./session.js";
const data = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const decoded = (layer) => ({ ops: layer.ops, data: data(layer.data) });
let scene = null;
window.showState = (state, size) => {
  scene = makeScene({ ...state, still: decoded(state.still), layers: state.layers.map(decoded) }, size);
};
window.showChange = async (content, parts) => {
  const buffers = parts.map(data);
  applyChange(scene, ...(content.sizes ? await unpack(content, buffers) : [content, buffers]));
};
Object.assign(window, { PATIENCE, REST, Session });
window.painted = (density) => {
  const canvas = document.querySelector("canvas");
  paintScene(canvas, scene, density);
  return canvas.toDataURL("image/png").split(",")[1];
};
</script>"""


def open_bare_page(browser):
    """Return a page that has `showState`, `showChange` and `painted` in its window; nothing leaves the machine."""
    page = browser.new_page()
    page.route("http://course.test/", lambda route: route.fulfill(body=DOCUMENT, content_type="text/html"))
    page.route("http://course.test/*.js", _fulfill_module)
    page.goto("http://course.test/")
    page.wait_for_function("() => window.painted !== undefined")
    return page


def _fulfill_module(route):
    file = modules.FOLDER / route.request.url.rsplit("/", 1)[1]
    route.fulfill(path=file, content_type="text/javascript")


def show_whole(page, view):
    """Hand the page the whole scene of a view."""
    page.evaluate("([state, size]) => showState(state, size)", [_jsonable(view.full_state()), list(view.stage.size)])


def show_change(page, content, buffers):
    """Hand the page one message, as the widget would."""
    page.evaluate(
        "([content, buffers]) => showChange(content, buffers)", [content, [_encoded(part) for part in buffers]]
    )


def painted(page, density=1):
    """Return what the canvas shows, (height, width, 3) in 0..255."""
    png = base64.b64decode(page.evaluate("density => painted(density)", density))
    return _on_white(np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")))


def by_matplotlib(explorer, density=1):
    """Return the same picture drawn by Matplotlib alone, as `explorer.still` draws it."""
    buffer = io.BytesIO()
    with style():
        figure = explorer.figure
        figure.savefig(buffer, format="rgba", dpi=100 * density)
    width, height = (round(density * 100 * side) for side in figure.get_size_inches())
    return _on_white(np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4))


def share_different(ours, theirs, *, level=48):
    """Return the share of pixels that differ by more than `level` of 255 in some channel.

    Text and slanted edges are smoothed differently by the two, so each pixel is first averaged with its neighbours:
    what is drawn half a pixel aside counts little, what is missing or misplaced counts fully.
    """
    if ours.shape != theirs.shape:
        raise ValueError(f"pictures must have one shape, got {ours.shape} and {theirs.shape}")
    difference = np.abs(_sums_of_nine(ours) - _sums_of_nine(theirs))
    return float((difference > 9 * level).any(axis=-1).mean())


def blurred(picture):
    return _sums_of_nine(picture) / 9


def _sums_of_nine(picture):
    """Return the sum of each pixel and its eight neighbours; at the border a pixel is its own neighbour."""
    padded = np.pad(picture.astype(np.int16), ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]


def _jsonable(state):
    still, layers = state["still"], state["layers"]
    pack = lambda layer: {"ops": layer["ops"], "data": _encoded(layer["data"])}  # noqa: E731
    return json.loads(json.dumps(state | {"still": pack(still), "layers": [pack(layer) for layer in layers]}))


def _encoded(part):
    return base64.b64encode(part).decode()


def _on_white(rgba):
    """Return pixels (height, width, 4) as they are seen on white paper, (height, width, 3) in 0..255."""
    if (rgba[..., 3] == 255).all():
        return rgba[..., :3]
    alpha = rgba[..., 3:] / 255
    return np.round(rgba[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
