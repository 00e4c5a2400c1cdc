"""What a notebook shows of an explorer: one widget with the controls, the stage, the finding and the code.

The browser sends settings, the kernel answers with what has changed (messages, so that nothing waits for a round of
state synchronisation). The widget's state holds the whole scene as well, and is made when it is asked for: a page that
is reloaded, or a second view, starts from there.
"""

import base64
import inspect
import json
import os
import pathlib
import time
import zlib

import anywidget
import traitlets

from course_lib.figures import compact
from course_lib.interactive.stage import Stage

HERE = pathlib.Path(__file__).parent


class View(anywidget.AnyWidget):
    """The live view of one explorer. Made by `bundle` when a cell ends with an explorer."""

    _esm = HERE / "view.js"
    _css = HERE / "view.css"
    spec = traitlets.Dict().tag(sync=True)  # title, controls, presets: never changes
    # The value never changes; its JSON is made anew whenever the state is asked for.
    scene = traitlets.Bool(True).tag(sync=True, to_json=lambda _, view: view.whole())

    def __init__(self, explorer):
        self.explorer = explorer
        self.stage = Stage(explorer.figure, explorer.moving)
        self.stage.refresh()
        self._handles = explorer.handles()
        self._sent_glyphs = 0
        self._far = False  # whether the browser finds that messages take long
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
            "question": inspect.getdoc(explorer).splitlines()[0],
            "controls": {name: control.spec() for name, control in explorer.controls.items()},
            "presets": presets,
            "start": explorer.start,
            "defaults": explorer.defaults(),
            "size": list(self.stage.size),
        }

    def words(self):
        """Return everything of the present setting but the picture."""
        explorer = self.explorer
        return {
            "values": explorer.values,
            "finding": explorer.finding,
            "status": explorer.status,
            "code": "" if explorer.status else explorer.source(),
            "handles": self.stage.handle_places(self._handles),
            "coarse": explorer.coarse and not explorer.status,
        }

    def whole(self):
        """Return the whole scene, for a page that has nothing yet."""
        stage = self.stage
        return self.words() | {
            "still": _packed(stage.still),
            "layers": [_packed(layer) for layer in stage.layers],
            "glyphs": self._glyphs(0),
        }

    def push(self, serial=None, *, start=None):
        """Send what has changed since the last picture.

        serial : names the request that it answers
        start : when that came, by `time.perf_counter`
        """
        still_changed, changed = self.stage.refresh()
        content = self.words() | {"serial": serial, "layers": {}, "glyphs": self._glyphs(self._sent_glyphs)}
        self._sent_glyphs = len(self.stage.recorder.glyphs)
        buffers = []
        if still_changed:
            content["still"] = {"ops": self.stage.still.ops, "buffer": len(buffers)}
            buffers.append(self.stage.still.data)
        for number in changed:
            content["layers"][str(number)] = {"ops": self.stage.layers[number].ops, "buffer": len(buffers)}
            buffers.append(self.stage.layers[number].data)
        took = {} if start is None else {"took": 1000 * (time.perf_counter() - start)}  # ms
        if self._far:
            sizes, buffers = compressed(content, buffers)
            content = {"sizes": sizes}
        self.send(content | took, buffers)

    def _glyphs(self, start):
        """Return the outlines of letters from number `start` on: {number: [vertices, codes]}."""
        outlines = list(self.stage.recorder.glyphs.values())[start:]
        return {
            str(number): [vertices.ravel().round(1).tolist(), codes.tolist()] for number, vertices, codes in outlines
        }

    def _receive(self, content, buffers):
        if "set" not in content:
            return
        start, self._far = time.perf_counter(), content.get("far", False)
        try:
            self.explorer.move(content["set"], held=content.get("held", False))
        except Exception as error:
            # A defect of the explorer, not of the learner: say so on the page, and where authors look.
            self.explorer.status = f"This explorer stopped with {type(error).__name__}: {error}"
            self.push(content.get("serial"), start=start)
            raise
        self.push(content.get("serial"), start=start)


def compressed(content, buffers):
    """Return a message as (sizes of its parts, [all of them compressed]): the words as JSON, then the buffers.

    A tenth to a half of the bytes, for some milliseconds of work: worth it over a slow line only.
    """
    parts = [json.dumps(content).encode(), *buffers]
    return [len(part) for part in parts], [zlib.compress(b"".join(parts))]


def _packed(layer):
    return {"ops": layer.ops, "data": layer.data}


def bundle(explorer):
    """Return (data, metadata) of an explorer for a cell's output: live view, still picture and finding.

    Without a kernel the still picture and the finding remain. COURSE_STILL=1 leaves the live view out.
    """
    data = {"image/png": base64.b64encode(compact(explorer.still())).decode(), "text/plain": explorer.finding}
    if os.environ.get("COURSE_STILL") != "1":
        if explorer._view is None:
            explorer._view = View(explorer)
        live = explorer._view._repr_mimebundle_()
        data |= {
            kind: part for kind, part in (live[0] if isinstance(live, tuple) else live).items() if "widget" in kind
        }
    return data, {"image/png": {"alt": explorer.finding}}
