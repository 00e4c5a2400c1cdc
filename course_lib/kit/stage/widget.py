"""What a notebook shows of an explorer: one widget with the controls, the stage, the finding and the code.

The browser sends settings, the kernel answers with what has changed (messages, so that nothing waits for a round of
state synchronisation). The widget's state holds the whole scene as well, and is made when it is asked for: a page that
is reloaded, or a second view, starts from there. What messages and state hold is written down in `page/scene.js`.
"""

import base64
import inspect
import os
import time

import anywidget
import traitlets

from course_lib.kit.figures import shrink_png
from course_lib.kit.stage import page
from course_lib.kit.stage.packing import QUALITY, compressed, packed
from course_lib.kit.stage.stage import Stage


class View(anywidget.AnyWidget):
    """The live view of one explorer. Made by `bundle` when a cell ends with an explorer."""

    _esm = page.joined(page.FOLDER / "view.js")
    _css = page.FOLDER / "view.css"
    spec = traitlets.Dict().tag(sync=True)  # `Spec` in scene.js
    # The value never changes; its JSON is made anew whenever the state is asked for.
    scene = traitlets.Bool(True).tag(sync=True, to_json=lambda _, view: view.full_state())

    def __init__(self, explorer):
        self.explorer = explorer
        self.stage = Stage(explorer.figure, explorer.moving)
        self.stage.refresh()
        self._handles = explorer.handles()
        self._sent_glyphs = 0
        self._far = False  # whether the browser finds that messages take long
        self._held = False  # whether a control is being dragged
        self._lossy = set()  # layers of which the browser has a picture that lost something on the way
        super().__init__(spec=self._spec())
        self.on_msg(View._receive)

    def _spec(self):
        explorer = self.explorer
        presets = [
            {"label": label, "values": preset.values, "sentence": preset.sentence}
            for label, preset in explorer.presets.items()
        ]
        return {
            "title": explorer.title or type(explorer).__name__,
            "question": inspect.getdoc(type(explorer)).splitlines()[0],
            "controls": {name: control.spec() for name, control in explorer.controls.items()},
            "presets": presets,
            "start": explorer.start,
            "defaults": explorer.defaults(),
            "size": list(self.stage.size),
        }

    def text_state(self):
        """Return everything of the present setting but the picture: `TextState` in scene.js."""
        explorer = self.explorer
        return {
            "values": explorer.values,
            "finding": explorer.finding,
            "status": explorer.status,
            "code": "" if explorer.status else explorer.source(),
            "handles": self.stage.handle_places(self._handles),
            "coarse": explorer.coarse and not explorer.status,
        }

    def full_state(self):
        """Return the whole scene, for a page that has nothing yet: `FullState` in scene.js."""
        stage = self.stage
        return self.text_state() | {
            "still": _as_dict(stage.still),
            "layers": [_as_dict(layer) for layer in stage.layers],
            "glyphs": self._glyphs(0),
        }

    def push(self, serial=None, *, start=None, fine=False):
        """Send what has changed since the last picture: `Change` in scene.js, or `PackedChange` over a slow line.

        serial : names the request that it answers
        start : when that came, by `time.perf_counter`
        fine : whether to send the whole of what lost something on the way before
        """
        still_changed, numbers = self.stage.refresh()
        changed = set(numbers) | ({"still"} if still_changed else set()) | (self._lossy if fine else set())
        content = self.text_state() | {"serial": serial, "layers": {}, "glyphs": self._glyphs(self._sent_glyphs)}
        self._sent_glyphs = len(self.stage.recorder.glyphs)
        self._lossy = self._lossy - changed
        buffers = []
        for name in changed:
            layer = self.stage.still if name == "still" else self.stage.layers[name]
            if self._far:
                layer, lossy = compressed(layer, quality=None if fine else QUALITY["held" if self._held else "let go"])
                if lossy:
                    self._lossy.add(name)
            place = {"ops": layer.ops, "buffer": len(buffers)}
            if name == "still":
                content["still"] = place
            else:
                content["layers"][str(name)] = place
            buffers.append(layer.data)
        content["lossy"] = bool(self._lossy)
        took = {} if start is None else {"took": 1000 * (time.perf_counter() - start)}  # ms
        if self._far:
            sizes, buffers = packed(content, buffers)
            content = {"sizes": sizes}
        self.send(content | took, buffers)

    def _glyphs(self, start):
        """Return the outlines of letters from number `start` on: `Letters` in scene.js."""
        outlines = list(self.stage.recorder.glyphs.values())[start:]
        return {
            str(number): [vertices.ravel().round(1).tolist(), codes.tolist()] for number, vertices, codes in outlines
        }

    def _receive(self, content, buffers):
        """Answer a `SettingRequest` of scene.js."""
        if "set" not in content:
            return
        start, self._far = time.perf_counter(), content.get("far", False)
        self._held = content.get("held", False)
        serial, fine = content.get("serial"), content.get("fine", False)
        try:
            self.explorer.apply(content["set"], held=self._held)
        except Exception as error:
            # A defect of the explorer, not of the learner: say so on the page, and where authors look.
            self.explorer.status = f"This explorer stopped with {type(error).__name__}: {error}"
            self.push(serial, start=start, fine=fine)
            raise
        self.push(serial, start=start, fine=fine)


def _as_dict(layer):
    return {"ops": layer.ops, "data": layer.data}


def bundle(explorer):
    """Return (data, metadata) of an explorer for a cell's output: live view, still picture and finding.

    Without a kernel the still picture and the finding remain. COURSE_STILL=1 leaves the live view out.
    """
    data = {"image/png": base64.b64encode(shrink_png(explorer.still())).decode(), "text/plain": explorer.finding}
    if os.environ.get("COURSE_STILL") != "1":
        if explorer._view is None:
            explorer._view = View(explorer)
        live = explorer._view._repr_mimebundle_()
        data |= {
            kind: part for kind, part in (live[0] if isinstance(live, tuple) else live).items() if "widget" in kind
        }
    return data, {"image/png": {"alt": explorer.finding}}
