"""What a sweep looks at: what is drawn, in short, and every piece of text as it was really drawn."""

import hashlib
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.text import Text

from course_lib.kit.stage.recorder import Recorder, font_key
from course_lib.kit.stage.stage import Stage

OPAQUE = np.array((0, 0, 0, 255), np.uint8).view(np.uint32)  # the part of a pixel that is its alpha,
FAINT = np.array((0, 0, 0, 8), np.uint8).view(np.uint32)  # and an alpha that nobody sees


class Drawn(NamedTuple):
    """One line of text as it reached the renderer; boxes are left, top, right, bottom in pixels, y down."""

    text: str
    points: float  # font size
    box: tuple[float, float, float, float]
    frame: tuple[float, float, float, float]  # what it must lie in: the figure, or less where it is clipped


class Sheet(NamedTuple):
    """What one artist drew, in place of a `Layer`: equal sheets are equal layers, and so equal pixels."""

    digest: bytes
    texts: tuple  # of Drawn, and of the numbers of moving artists where these lie in between


class Picture(NamedTuple):
    signature: bytes  # pictures that have the same are the same; others may still have the same pixels
    texts: list  # of Drawn


class Camera(Recorder):
    """The stage's own recorder, which keeps a digest of what is drawn and also notes each line of text.

    To write down what is drawn takes a third of the time of drawing its pixels. Looking at what is drawn, rather than
    for Text artists, leaves out ticks beyond the limits and axes that are switched off, and finds the text of
    composite artists whatever they call it.
    """

    def __init__(self, figure):
        super().__init__(*figure.canvas.get_width_height(), figure.dpi)

    def take(self):
        """Return what was drawn since the last call as a `Sheet`."""
        sheet = Sheet(_digest(repr(self._ops).encode(), *self._chunks), tuple(self._texts))
        self._start()
        return sheet

    def pixels(self, figure):
        """Return (height, width, 4) uint8, as Matplotlib's own renderer draws them."""
        self._agg.clear()
        figure.draw(self._agg)
        return np.array(self._agg.buffer_rgba())

    def ink(self, artist, background):
        """Return how many pixels an artist colours differently from `background`."""
        paper = (np.array((*to_rgb(background), 0)) * 255).round().astype(np.uint8).view(np.uint32)
        self._agg.clear()
        artist.draw(self._agg)
        pixels = np.asarray(self._agg.buffer_rgba()).view(np.uint32)
        return np.count_nonzero((pixels & OPAQUE > FAINT) & (pixels & ~OPAQUE != paper))

    def box_of(self, text):
        """Return as `Drawn` a Text artist with path effects (an outline over a photograph): it is drawn as paths."""
        if not text.get_visible() or not text.get_text().strip():
            return None
        (left, bottom), (right, top) = text.get_window_extent(self).get_points().tolist()
        box = (left, self.height - top, right, self.height - bottom)
        return self._drawn(
            text.get_text(), text.get_fontsize(), box, text.get_clip_box() if text.get_clip_on() else None
        )

    # ---- what a recorder does, for the eyes of a sweep

    def _start(self):
        super()._start()
        self._texts = []

    def slot(self, number):
        super().slot(number)
        self._texts.append(number)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Note a text as it is said, and where; no browser asks for the outlines of its letters."""
        if not s.strip():
            return
        op = {"k": "text", "text": s, "font": font_key(prop), "x": float(x), "y": float(y), "angle": float(angle)}
        self._ops.append(op | {"fill": tuple(gc.get_rgb()), "alpha": gc.get_alpha()} | self._clip(gc))
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        if gc.get_alpha() != 0 and gc.get_rgb()[3] != 0:
            box = _box(x, y, width, height, descent, angle)
            drawn = self._drawn(s, prop.get_size_in_points(), box, gc.get_clip_rectangle())
            self._texts += [drawn] if drawn else []

    def _image(self, im, box, look):
        """Write an image down whole; to look for the few colours that make it small takes time."""
        self._ops.append({"k": "image", "shape": im.shape, "box": [float(side) for side in box]} | look)
        self._keep(im)

    def _drawn(self, text, points, box, clip):
        """Return a `Drawn`, or None where the text has left its axes and nobody sees it."""
        frame = (0, 0, self.width, self.height)
        if clip is not None:
            shown = (clip.x0, self.height - clip.y1, clip.x1, self.height - clip.y0)
            if box[2] <= shown[0] or box[3] <= shown[1] or shown[2] <= box[0] or shown[3] <= box[1]:
                return None
            frame = (*map(max, frame[:2], shown[:2]), *map(min, frame[2:], shown[2:]))
        return Drawn(text, points, box, frame)


class Watched(Stage):
    """A stage that a camera draws: its pictures can be compared with those of the camera's other stages."""

    def __init__(self, figure, moving, camera):
        super().__init__(figure, moving)
        self.recorder = camera
        self.anew = True  # whether the last refresh has recorded everything, and not only what had changed
        self._inked = set()  # digests of layers that leave ink
        self.outlined = figure.findobj(lambda artist: isinstance(artist, Text) and bool(artist.get_path_effects()))

    def refresh(self):
        self.anew = False
        return super().refresh()

    def _record_still(self):
        self.anew = True
        return super()._record_still()

    def leaves_ink(self, background, least):
        """Return whether an artist that moves, or the axes where none does, colours `least` pixels or more."""
        if any(sheet.digest in self._inked for sheet in self.layers):
            return True
        sheets = {id(artist): sheet for artist, sheet in zip(self.moving, self.layers)}
        for artist in sorted(self.moving or self.figure.axes, key=_is_slow):
            if self.recorder.ink(artist, background) >= least:
                self._inked |= {sheets[id(artist)].digest} if self.moving else set()
                return True
        return False

    def picture(self):
        """Return the `Picture` as it was at the last `refresh`."""
        texts = []
        for drawn in self.still.texts:
            texts += [drawn] if isinstance(drawn, Drawn) else self.layers[drawn].texts
        texts += filter(None, map(self.recorder.box_of, self.outlined))
        return Picture(_digest(*(sheet.digest for sheet in (self.still, *self.layers))), texts)


def _digest(*parts):
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return digest.digest()


def _is_slow(artist):
    """Return whether it takes long to draw the pixels of an artist: those of images, and of all that has parts."""
    return type(artist).get_children is not Artist.get_children or isinstance(artist, AxesImage)


def _box(x, y, width, height, descent, angle):
    """Return left, top, right, bottom of a text whose baseline starts at (x, y), turned counter-clockwise."""
    if angle == 0:
        return (float(x), float(y + descent - height), float(x + width), float(y + descent))
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    corners = np.array([(0, descent - height), (width, descent - height), (width, descent), (0, descent)])
    corners = corners @ [(cos, -sin), (sin, cos)] + (x, y)
    return (*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())
