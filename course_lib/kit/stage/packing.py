"""How a message of the stage becomes short, for a reader behind a slow line.

Photographs travel as JPEG, corners of paths as whole numbers, and all of it compressed. What JPEG lost comes once the
reader pauses.
"""

import io
import json
import zlib

import numpy as np
from matplotlib.path import Path
from PIL import Image

from course_lib.kit.stage.recorder import Layer, pixels

QUALITY = {"held": 25, "let go": 60}  # of a JPEG, while a control is held and after
SMALL = 64 * 64  # pixels; below that a picture is a table of squares, and its edges would blur
GRID = 32  # places of a corner in a pixel, as in page/scene.js
FEW = 50  # corners that are not worth the work


def packed(content, buffers):
    """Return a message as (sizes of its parts, [all of them deflated]): `PackedChange` in `page/scene.js`.

    A tenth to a half of the bytes, for some milliseconds of work: worth it over a slow line only.
    """
    parts = [json.dumps(content).encode(), *buffers]
    return [len(part) for part in parts], [zlib.compress(b"".join(parts))]


def compressed(layer, *, quality=None):
    """Return (a `Layer` that compresses well, whether a picture in it lost something).

    What is written shorter stands at its old place, and zeros fill the rest: they compress to nothing. The operation
    then has `jpeg` or `steps`: see `page/scene.js`, whose `restore` undoes it.

    quality : of photographs as JPEG, 1 to 95; None leaves them whole
    """
    data, ops, lossy = bytearray(layer.data), [], False
    for op in layer.ops:
        if op["k"] == "image" and quality and (short := photograph(op, layer.data, quality)):
            _overwrite(data, op["at"], op["h"] * op["w"] * op["channels"], short)
            op, lossy = op | {"jpeg": len(short)}, True
        elif op["k"] == "path" and (short := steps(op, layer.data)):
            _overwrite(data, op["at"], 8 * op["n"], short)
            op = op | {"steps": True}
        ops.append(op)
    return Layer(ops, bytes(data)), lossy


def _overwrite(data, at, size, short):
    data[at : at + size] = short.ljust(size, b"\0")


def photograph(op, data, quality):
    """Return an image operation's picture as JPEG; None where that saves little or would do harm."""
    if op["h"] * op["w"] < SMALL:
        return None
    image = pixels(op, data)
    if image.shape[2] == 4:
        if image[..., 3].min() < 255:
            return None
        image = image[..., :3]
    file = io.BytesIO()
    picture = Image.fromarray(image.squeeze(2) if image.shape[2] == 1 else image)
    picture.save(file, "JPEG", quality=quality, subsampling="4:4:4")  # else the edges in a colour map would blur
    jpeg, plain = file.getvalue(), data[op["at"] : op["at"] + op["h"] * op["w"] * op["channels"]]
    # Masks and flat pictures compress as well without any loss.
    return jpeg if len(jpeg) < 0.7 * len(zlib.compress(plain, 1)) else None


def steps(op, data):
    """Return a path's corners as steps from one to the next; None for a short path, or one with a step too far.

    Hundreds of equal dots in one path take a tenth of the bytes so.
    """
    if op["n"] < FEW:
        return None
    corners = np.frombuffer(data, "<f4", 2 * op["n"], op["at"]).reshape(-1, 2)
    codes = np.frombuffer(data, np.uint8, op["n"], op["codes"])
    places = np.round(GRID * corners.astype(float))
    closing = codes == Path.CLOSEPOLY  # its place says nothing
    places[closing] = places[np.flatnonzero(closing) - 1]
    ways = np.diff(places, axis=0, prepend=0)
    if np.abs(ways).max() >= 2**15:
        return None
    return ways.astype("<i2").tobytes()
