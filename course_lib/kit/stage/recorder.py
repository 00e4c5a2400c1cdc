"""A Matplotlib renderer that writes down what is drawn, so that a browser can draw it again.

Any artist is drawn into a `Recorder` by its own `draw` method: lines, markers, bars, patches, images and text come
out as a few kinds of operations in pixel coordinates, x right, y down. What a canvas cannot do alike (hatching, meshes,
gouraud shading, sketched lines) Agg draws in the kernel, and the pixels it touched take the operation's place.
"""

import functools
import sys
from array import array
from typing import NamedTuple

import numpy as np
from matplotlib import textpath
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from course_lib.kit.figures import settings

GLYPH_SIZE = textpath.TextToPath.FONT_SCALE  # the outlines are those of a 100-pixel font


SLOT_BITS = 18  # of the table in which colours are counted


class Layer(NamedTuple):
    """What one artist drew: operations (see page/scene.js) and the numbers that they point into."""

    ops: list  # of dicts
    data: bytes


class Recorder(RendererBase):
    """Records drawing operations; `take()` returns them.

    An operation is a dict with `k`, its kind, and offsets into one block of bytes. Which kinds there are and what they
    hold is written down in `page/scene.js`, for both sides.
    """

    def __init__(self, width, height, dpi):
        super().__init__()
        self.width, self.height, self.dpi = int(width), int(height), dpi
        self.glyphs = {}  # name -> (number, vertices, codes), grows for good
        self._agg = _shared_agg(self.width, self.height, dpi)
        self._flip = Affine2D().scale(1, -1).translate(0, self.height)
        # Matplotlib keeps the measures of its own texts; a grid of numbers asks here, and takes 25 ms without this.
        self._measure = functools.lru_cache(maxsize=1024)(self._measured)
        self._start()

    def _start(self):
        self._ops, self._chunks, self._at = [], [], 0

    def take(self):
        """Return what was drawn since the last call as a `Layer`."""
        layer = Layer(self._ops, b"".join(self._chunks))
        self._start()
        return layer

    def record(self, artist):
        """Return the `Layer` of one artist."""
        artist.draw(self)
        return self.take()

    # ---- what Matplotlib asks of a renderer

    def get_canvas_width_height(self):
        return self.width, self.height

    def points_to_pixels(self, points):
        return points * self.dpi / 72

    def flipy(self):
        return True

    def option_image_nocomposite(self):
        return True  # images keep their own places in the stacking order

    def option_scale_image(self):
        return True  # the browser scales: fewer pixels travel

    def get_text_width_height_descent(self, s, prop, ismath):
        return self._measure(s, font_key(prop), ismath)

    def draw_path(self, gc, path, transform, rgbFace=None):
        if gc.get_hatch() or gc.get_sketch_params():
            self._raster(lambda agg: agg.draw_path(gc, path, transform, rgbFace))
            return
        style = self._style(gc, rgbFace)
        op = self._path(path, transform, gc, filled=style["fill"] is not None)
        if op:
            self._ops.append({"k": "path"} | op | style)

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        style = self._style(gc, rgbFace)
        marker = self._path(marker_path, marker_trans, gc, filled=True, flip=Affine2D().scale(1, -1))
        places = path.cleaned(trans + self._flip, remove_nans=True, simplify=False, curves=False, snap=False)
        places = places.vertices[(places.codes == Path.MOVETO) | (places.codes == Path.LINETO)]
        # Agg stamps markers at whole pixels, and skips what is far outside.
        places = np.floor(places[np.all(np.abs(places) < 2**15, axis=1)] + 0.5)
        if marker and len(places):
            where = {"places": self._keep(places.astype("<f4")), "m": len(places)}
            self._ops.append({"k": "markers"} | marker | style | where)

    def draw_quad_mesh(self, *args, **kwargs):
        self._raster(lambda agg: agg.draw_quad_mesh(*args, **kwargs))

    def draw_gouraud_triangles(self, *args, **kwargs):
        self._raster(lambda agg: agg.draw_gouraud_triangles(*args, **kwargs))

    def draw_tex(self, *args, **kwargs):
        self._raster(lambda agg: agg.draw_tex(*args, **kwargs))

    def draw_image(self, gc, x, y, im, transform=None):
        height, width = im.shape[:2]
        if transform is None:
            box = [x, self.height - y - height, width, height]
            im = im[::-1]  # Matplotlib's rows of a resampled image start at the bottom
        else:
            (x0, y0), (x1, y1) = transform.transform([(0, 0), (1, 1)]) + [x, y]
            box = [x0, self.height - y0, x1 - x0, y0 - y1]
            im, box = _upright(im, box)
        self._image(im, box, self._clip(gc) | {"alpha": float(gc.get_alpha())})

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        names, xs, ys, scales, rects = _glyph_run(s, font_key(prop), bool(ismath))
        scale = self.points_to_pixels(prop.get_size_in_points()) / GLYPH_SIZE
        if names:
            place = {"x": round(float(x), 2), "y": round(float(y), 2), "angle": float(angle), "scale": scale}
            run = {"glyphs": [self._number(name) for name in names]}
            run |= {"xs": xs.tolist(), "ys": ys.tolist(), "scales": scales.tolist()}
            self._ops.append({"k": "text", "fill": _css(gc.get_rgb())} | place | run | self._clip(gc))
        upright = Affine2D().scale(scale).rotate_deg(angle).translate(x, self.height - y)
        for vertices, codes in rects:  # fraction bars and the like
            gc.set_linewidth(0)
            self.draw_path(gc, Path(vertices, codes), upright, gc.get_rgb())

    def slot(self, number):
        """Mark the place of moving artist `number` in the stacking order."""
        self._ops.append({"k": "slot", "n": number})

    # ---- how operations are written

    def _measured(self, s, key, ismath):
        # Without hinting, as outlines have none: with it, letters would stand up to a pixel aside.
        with settings({"text.hinting": "no_hinting"}):
            return self._agg.get_text_width_height_descent(s, _fonts[key], ismath)

    def _keep(self, array):
        """Append an array's bytes, 4-byte aligned; return their offset."""
        block = np.ascontiguousarray(array).tobytes()
        at = self._at
        self._chunks.append(block + b"\0" * (-len(block) % 4))
        self._at += len(self._chunks[-1])
        return at

    def _path(self, path, transform, gc, *, filled, flip=None):
        """Return vertices and codes as Agg would draw them: without NaN, snapped to pixels, thinned, clipped."""
        stroke_width = self.points_to_pixels(gc.get_linewidth()) if gc.get_rgb()[3] else 0
        cleaned = path.cleaned(
            transform + (self._flip if flip is None else flip),
            remove_nans=True,
            clip=None if filled else (0, 0, self.width, self.height),
            simplify=path.should_simplify and not filled,
            curves=True,
            stroke_width=stroke_width,
            snap=gc.get_snap(),
        )
        count = len(cleaned.codes) - int(cleaned.codes[-1] == Path.STOP)
        if not count:
            return None
        at = self._keep(cleaned.vertices[:count].astype("<f4"))
        return {"at": at, "codes": self._keep(cleaned.codes[:count].astype("u1")), "n": count}

    def _style(self, gc, rgb_face):
        if rgb_face is None:
            fill = None
        else:
            opaque = len(rgb_face) == 3 or gc.get_forced_alpha()
            fill = _css((*rgb_face[:3], gc.get_alpha() if opaque else rgb_face[3]))
        width = self.points_to_pixels(gc.get_linewidth())
        offset, dashes = gc.get_dashes()
        style = {"fill": fill, "stroke": _css(gc.get_rgb()) if width else None, "width": round(float(width), 3)}
        style |= {"cap": gc.get_capstyle().replace("projecting", "square"), "join": gc.get_joinstyle()}
        if dashes is not None:
            style["dash"] = [float(self.points_to_pixels(part)) for part in dashes]
            style["dashoffset"] = float(self.points_to_pixels(offset or 0))
        return style | self._clip(gc)

    def _clip(self, gc):
        clip = {}
        rectangle = gc.get_clip_rectangle()
        if rectangle is not None:
            # Agg clips at whole pixels.
            x0, y0, x1, y1 = np.floor(np.asarray(rectangle.extents) + 0.5)
            clip["clip"] = [float(x0), float(self.height - y1), float(x1 - x0), float(y1 - y0)]
        path, transform = gc.get_clip_path()
        if path is not None:
            cleaned = path.cleaned(transform + self._flip, curves=True)
            count = len(cleaned.codes) - int(cleaned.codes[-1] == Path.STOP)
            at = self._keep(cleaned.vertices[:count].astype("<f4"))
            clip["clippath"] = {"at": at, "codes": self._keep(cleaned.codes[:count].astype("u1")), "n": count}
        return clip

    def _image(self, im, box, look):
        """Write an image down with the fewest bytes that give every pixel its exact colour."""
        height, width = im.shape[:2]
        op = {"k": "image", "w": width, "h": height, "box": [float(side) for side in box]} | look
        opaque = bool((im[..., 3] == 255).all())
        if opaque and (im[..., 0] == im[..., 1]).all() and (im[..., 1] == im[..., 2]).all():
            self._ops.append(op | {"channels": 1, "at": self._keep(im[..., 0])})
        elif (few := color_table(im)) is not None:
            palette, rows = few
            self._ops.append(op | {"channels": 1, "at": self._keep(rows), "palette": self._keep(palette)})
        else:
            channels = 3 if opaque else 4
            self._ops.append(op | {"channels": channels, "at": self._keep(im[..., :channels])})

    def _raster(self, draw):
        """Let Agg draw; keep the pixels that it touched."""
        self._agg.clear()
        draw(self._agg)
        rgba = np.asarray(self._agg.buffer_rgba())
        rows, columns = (np.flatnonzero(rgba[..., 3].any(axis=axis)) for axis in (1, 0))
        if len(rows):
            top, left = rows[0], columns[0]
            part = rgba[top : rows[-1] + 1, left : columns[-1] + 1]
            self._image(part, [left, top, part.shape[1], part.shape[0]], {"alpha": 1.0})

    def _number(self, name):
        """Return the number under which the browser knows a letter."""
        if name not in self.glyphs:
            self.glyphs[name] = (len(self.glyphs), *_outlines[name])
        return self.glyphs[name][0]


# To measure texts and to draw what a canvas cannot; a picture of 900x400 pixels holds 1.4 MB.
_shared_agg = functools.lru_cache(maxsize=2)(RendererAgg)

_outlines = {}  # name of a letter -> (vertices, codes), for all recorders

_fonts = {}  # key -> a font that nobody changes


def font_key(prop):
    """Return the number under which `_fonts` holds a copy of a font.

    A text's own font is no key of a cache, since it changes with the text: `set_fontsize`. A key that changes breaks
    its cache: an entry that should go takes another with it, and some text later appears as another one.
    """
    key = hash(prop)  # Matplotlib's fonts are equal if these are
    if key not in _fonts:
        _fonts[key] = prop.copy()
    return key


@functools.lru_cache(maxsize=512)
def _glyph_run(s, key, ismath):
    """Return of a text in a `GLYPH_SIZE` font, y up: names of letters, their x, y and scales, rects.

    The same few numbers and labels come again and again.
    """
    to_path, prop = textpath.text_to_path, _fonts[key]
    if ismath:
        run, outlines, rects = to_path.get_glyphs_mathtext(prop, s)
    else:
        run, outlines, rects = to_path.get_glyphs_with_font(to_path._get_font(prop), s)
    # Interned: Matplotlib makes the name anew for each letter, and the cache would keep them all.
    names, xs, ys, scales = zip(*run) if run else ((),) * 4
    names = [sys.intern(name) for name in names]
    xs, ys = (array("d", (round(place, 2) for place in places)) for places in (xs, ys))
    for name, outline in outlines.items():
        _outlines.setdefault(name, outline)
    return names, xs, ys, array("d", scales), rects


def _upright(im, box):
    """Return the image and a box with positive sides; Matplotlib's row 0 lies at the box's own start."""
    x, y, width, height = box
    if width < 0:
        im, x, width = im[:, ::-1], x + width, -width
    if height < 0:  # drawn upwards from y: the last row comes out on top
        im, y, height = im[::-1], y + height, -height
    return im, [x, y, width, height]


@functools.lru_cache(maxsize=1024)
def _css(rgba):
    """Return a colour as a canvas wants it.

    >>> _css((1, 0.5, 0, 1))
    '#ff8000ff'
    """
    rgba = (*rgba, 1) if len(rgba) == 3 else rgba
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in rgba)


def color_table(im):
    """Return (RGBA colours (n, 4), the row of each pixel (h, w)) of an image of at most 256 colours, else None.

    A colour map has 256 colours, so its pictures travel in a quarter of the bytes.

        >>> colours, rows = color_table(np.uint8([[[9, 9, 9, 255], [5, 6, 7, 255], [9, 9, 9, 255]]]))
        >>> colours[rows[0, 2]].tolist(), rows.dtype.name, len(colours)
        ([9, 9, 9, 255], 'uint8', 2)
    """
    colors = np.ascontiguousarray(im).view(np.uint32)[..., 0]
    if len(np.unique(colors.ravel()[:: max(1, colors.size // 1024)])) > 256:  # a photograph: soon seen
        return None
    # To sort a large image would take longer than to send it: each colour gets a slot of a table, by its hash.
    slots = (colors * np.uint32(2654435761)) >> np.uint32(32 - SLOT_BITS)  # multiplicative hash, Knuth's constant
    table = np.zeros(2**SLOT_BITS, np.uint32)
    table[slots] = colors
    if (table[slots] != colors).any():  # two colours in one slot: many colours, or bad luck
        return None
    taken = np.zeros(2**SLOT_BITS, bool)
    taken[slots] = True
    used = np.flatnonzero(taken)
    if len(used) > 256:
        return None
    row_of = np.zeros(2**SLOT_BITS, np.uint8)
    row_of[used] = np.arange(len(used))
    return table[used].view(np.uint8).reshape(-1, 4), row_of[slots]


def pixels(op, data):
    """Return what an image operation shows: (h, w, 1) grey or (h, w, 4) RGBA, uint8.

    >>> image = np.uint8([[[9, 9, 9, 255], [5, 6, 7, 255]]])
    >>> recorder = Recorder(2, 1, 100)
    >>> recorder._image(image, [0, 0, 2, 1], {})
    >>> layer = recorder.take()
    >>> bool((pixels(layer.ops[0], layer.data) == image).all())
    True
    """
    shape = op["h"], op["w"], op["channels"]
    stored = np.frombuffer(data, np.uint8, np.prod(shape), op["at"]).reshape(shape)
    if "palette" in op:
        rest = np.frombuffer(data, np.uint8, offset=op["palette"])[: 4 * 256]
        return rest[: len(rest) // 4 * 4].reshape(-1, 4)[stored[..., 0]]
    if op["channels"] == 3:
        return np.dstack([stored, np.full(shape[:2], 255, np.uint8)])
    return stored
