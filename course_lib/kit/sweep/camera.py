"""What a sweep looks at: the pixels of a figure, and every piece of text as it was really drawn."""

import hashlib
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text


class Drawn(NamedTuple):
    """One line of text as it reached the renderer; boxes are left, top, right, bottom in pixels, y down."""

    text: str
    points: float  # font size
    box: np.ndarray  # (4,)
    frame: np.ndarray  # (4,) what it must lie in: the figure, or less where it is clipped


class Picture(NamedTuple):
    pixels: np.ndarray  # (height, width, 4) uint8
    texts: list  # of Drawn

    @property
    def signature(self):
        return hashlib.blake2b(self.pixels, digest_size=16).digest()


class Camera(RendererAgg):
    """Matplotlib's own renderer, which also notes each line of text.

    Looking at what is drawn, rather than for Text artists, leaves out ticks beyond the limits and axes that are
    switched off, and finds the text of composite artists whatever they call it.
    """

    def __init__(self, figure):
        width, height = figure.canvas.get_width_height()
        super().__init__(width, height, figure.dpi)
        self._texts = []
        self._extents = {}  # of text, for a grid of numbers repeats itself
        # Text with path effects (an outline over a photograph) is drawn as paths: these artists are asked for a box.
        self._outlined = figure.findobj(lambda artist: isinstance(artist, Text) and bool(artist.get_path_effects()))

    def take(self, figure):
        """Return the `Picture` of `figure` as it stands."""
        self.clear()
        self._texts = []
        figure.draw(self)
        self._note_outlined()
        return Picture(np.array(self.buffer_rgba()), self._texts)

    def leaves_ink(self, artists, background, least):
        """Return whether `artists` alone colour `least` pixels or more differently from `background`."""
        paper = (np.array(to_rgb(background)) * 255).round().astype(np.uint8)
        self.clear()
        for artist in sorted(artists, key=_is_composite):  # the quick ones first
            artist.draw(self)
            pixels = np.asarray(self.buffer_rgba())
            touched = pixels[pixels[..., 3] > 8]  # (n, 4)
            if np.count_nonzero((touched[:, :3] != paper).any(axis=-1)) >= least:
                return True
        return False

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        if s.strip() and gc.get_alpha() != 0 and gc.get_rgb()[3] != 0:
            width, height, descent = self._extent(s, prop, ismath)
            corners = np.array([(0, descent - height), (width, descent - height), (width, descent), (0, descent)])
            self._note(s, prop.get_size_in_points(), (x, y) + corners @ _turn(angle), gc.get_clip_rectangle())

    def _extent(self, *text):
        if text not in self._extents:
            self._extents[text] = self.get_text_width_height_descent(*text)
        return self._extents[text]

    def _note(self, text, points, corners, clip):
        box = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
        frame = np.array([0, 0, self.width, self.height], dtype=float)
        if clip is not None:
            shown = np.array([clip.x0, self.height - clip.y1, clip.x1, self.height - clip.y0])
            if np.any(box[2:] <= shown[:2]) or np.any(shown[2:] <= box[:2]):
                return  # moved out of its axes: nobody sees it
            frame = np.concatenate([np.maximum(frame[:2], shown[:2]), np.minimum(frame[2:], shown[2:])])
        self._texts.append(Drawn(text, points, box, frame))

    def _note_outlined(self):
        for text in self._outlined:
            if text.get_visible() and text.get_text().strip():
                (left, bottom), (right, top) = text.get_window_extent(self).get_points()
                corners = np.array([(left, self.height - top), (right, self.height - bottom)])
                clip = text.get_clip_box() if text.get_clip_on() else None
                self._note(text.get_text(), text.get_fontsize(), corners, clip)


def _is_composite(artist):
    return type(artist).get_children is not Artist.get_children


def _turn(degrees):
    """The matrix that turns row vectors (x, y down) counter-clockwise on the screen."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([(cos, -sin), (sin, cos)])
