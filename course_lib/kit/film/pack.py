"""A film: what the stage draws for many settings of one explorer, packed so that a page can replay it.

Operations, letters, outlines and pictures that return in many frames are kept once. Coordinates are whole sixteenths of
a pixel, written as differences, and photographs are WebP. `player.js` unpacks and shows what is packed here; the
operations are those of `stage/page/scene.js`.
"""

import functools
import gzip
import io
import json
import struct

import numpy as np
from PIL import Image

from course_lib.kit.film.plan import plan
from course_lib.kit.stage.recorder import pixels
from course_lib.kit.stage.widget import View

FINENESS = 16  # steps a pixel; a hair's breadth on any screen
SMALL = 4096  # pixels up to which a picture is kept as it is: there each pixel is a number
QUALITY = 84  # of larger pictures, photographs mostly
BYTES = 440_000  # of one film; a page with ten of them stays under 4 MB


def film(explorer, *, largest=BYTES):
    """Return the packed film of an explorer, made anew for this and standing at its start.

    It holds the start, the presets and the first sweep, and as many more whole sweeps as `largest` bytes allow.
    """
    planned = plan(explorer)
    view, packer, frames, swept, packed = View(explorer), Packer(), [], {}, b""
    for number, line in enumerate(planned.lines):
        for values in line.settings:
            explorer.apply(values)
            view.stage.refresh()
            frames.append(packer.frame(view))
        swept |= dict.fromkeys(line.names)
        head = {"spec": _spec(view, planned), "swept": list(swept), "glyphs": view._glyphs(0)}
        longer = packer.pack(head | {"frames": frames})
        if number > 1 and len(longer) > largest:
            break
        packed = longer
    return packed


def _spec(view, planned):
    """Return the widget's spec, with the steps that the page has."""
    spec = view._spec()
    return spec | {"controls": spec["controls"] | {name: c.spec() for name, c in planned.controls.items()}}


def finding_of_start(packed):
    """Return the finding of a packed film's first frame."""
    return read_head(packed)["frames"][0]["words"]["finding"]


def read_head(packed):
    """Return the head of a packed film: spec, swept, glyphs, frames, layers, ops, arrays."""
    data = gzip.decompress(packed)
    (length,) = struct.unpack_from("<I", data)
    return json.loads(data[4 : 4 + length])


class Packer:
    """Collects frames; what is equal is kept once."""

    def __init__(self):
        self.ops, self.layers, self.arrays = {}, {}, {}  # content -> number
        self.blocks = {"shifts": [], "bytes": [], "floats": [], "pictures": []}
        self._seen = {}  # id of a layer -> (layer, number): most layers stay from frame to frame

    def frame(self, view):
        layers = [self.layer(layer) for layer in (view.stage.still, *view.stage.layers)]
        words = view.text_state()
        words["values"] = dict(words["values"])
        return {"layers": layers, "words": words}

    def layer(self, layer):
        kept = self._seen.get(id(layer))
        if kept is None or kept[0] is not layer:
            numbers = tuple(self._number(self.ops, json.dumps(self._op(op, layer.data))) for op in layer.ops)
            kept = self._seen[id(layer)] = (layer, self._number(self.layers, numbers))
        return kept[1]

    def _number(self, known, content):
        return known.setdefault(content, len(known))

    def _op(self, op, data):
        """Return an operation with the numbers of its arrays in place of offsets into the layer's bytes."""
        op = dict(op)
        if op["k"] in ("path", "markers"):
            op |= self._outline(op, data)
        if op["k"] == "markers":
            op["places"] = self._array(np.frombuffer(data, "<f4", 2 * op["m"], op["places"]))
        if op["k"] == "image":
            shown = pixels(op, data)
            op.pop("palette", None)
            op |= {"at": self._picture(shown), "channels": shown.shape[2]}
        if "clippath" in op:
            op["clippath"] = op["clippath"] | self._outline(op["clippath"], data)
        return op

    def _outline(self, shape, data):
        xy = np.frombuffer(data, "<f4", 2 * shape["n"], shape["at"])
        codes = np.frombuffer(data, np.uint8, shape["n"], shape["codes"])
        return {"at": self._array(xy), "codes": self._array(codes)}

    def _array(self, array):
        key = (array.dtype.kind, array.tobytes())
        if key not in self.arrays:
            self.arrays[key] = (len(self.arrays), *self._kept(array))
        return self.arrays[key][0]

    def _kept(self, array):
        """Return (block, length) and put the array there."""
        if array.dtype == np.uint8:
            return self._put("bytes", array)
        steps = np.round(array.reshape(-1, 2).astype(float) * FINENESS)
        if np.abs(steps).max(initial=0) >= 2**15:  # far outside: kept as it is
            return self._put("floats", array)
        shifts = np.diff(steps.astype("<i2"), axis=0, prepend=np.zeros((1, 2), "<i2"))  # may wrap around, both ways
        return self._put("shifts", shifts.T.ravel())

    def _put(self, block, array):
        self.blocks[block].append(array)
        return block, array.size

    def _picture(self, pixels):
        key = ("picture", pixels.shape, pixels.tobytes())
        if key not in self.arrays:
            if pixels.shape[0] * pixels.shape[1] <= SMALL:
                self.arrays[key] = (len(self.arrays), *self._put("bytes", pixels.ravel()))
            else:
                blob = np.frombuffer(webp(pixels), np.uint8)
                self.arrays[key] = (len(self.arrays), *self._put("pictures", blob))
        return self.arrays[key][0]

    def pack(self, head):
        """Return the film: gzip of length of the head, head, bytes, low and high bytes of shifts, floats, pictures."""
        head = head | {
            "ops": [json.loads(op) for op in self.ops],
            "layers": list(self.layers),
            "arrays": [[block, length] for _, block, length in self.arrays.values()],
            "fineness": FINENESS,
        }
        block = {name: _joined(parts) for name, parts in self.blocks.items()}
        shifts = block["shifts"].view(np.uint8)
        parts = [block["bytes"], shifts[0::2], shifts[1::2], block["floats"].view(np.uint8), block["pictures"]]
        head["blocks"] = {name: int(array.size) for name, array in block.items()}
        text = json.dumps(head, separators=(",", ":")).encode()
        data = struct.pack("<I", len(text)) + text + b"".join(part.tobytes() for part in parts)
        return gzip.compress(data, 8, mtime=0)


def _joined(parts):
    return np.concatenate(parts) if parts else np.zeros(0, np.uint8)


def webp(pixels):
    """Return pixels (h, w, 1 or 4) as WebP, exact where that is smaller."""
    return _webp(pixels.tobytes(), pixels.shape)


@functools.lru_cache(maxsize=64)
def _webp(data, shape):
    pixels = np.frombuffer(data, np.uint8).reshape(shape)
    image = Image.fromarray(pixels[..., 0] if shape[2] == 1 else pixels)
    opaque = shape[2] == 1 or bool((pixels[..., 3] == 255).all())
    image = image.convert("RGB" if opaque else "RGBA")
    exact = _saved(image, lossless=True, method=2)
    return min(exact, _saved(image, quality=QUALITY, method=3), key=len) if opaque else exact


def _saved(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", **options)
    return buffer.getvalue()
