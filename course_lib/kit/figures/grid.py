"""Tables of numbers as colored cells: the grid, the colors of its cells, frames around them."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from course_lib.kit.figures.palette import text_color_on, tint
from course_lib.kit.figures.words import format_number


class NumberGrid(Artist):
    """A table of numbers as coloured cells; cell (row, column) has its centre at x=column, y=row, y down.

    It is one artist, whatever its size, so an explorer can return it as something that moves:

        >>> from matplotlib.figure import Figure
        >>> figure = Figure()
        >>> grid = NumberGrid(figure.subplots())
        >>> grid.show([[122, 148], [126, 134]], faces="white").texts
        ['122', '148', '126', '134']
    """

    def __init__(self, axes, *, fontsize=12, edge="#999999"):
        super().__init__()
        self._font = FontProperties(family="DejaVu Sans", size=fontsize)
        self._faces = AxesImage(axes, interpolation="none")
        self._lines = Line2D([], [], color=edge, linewidth=0.8, solid_capstyle="butt")
        self.texts, self._inks, self._at = [], [], np.empty((0, 2))
        axes.add_artist(self)
        for child in (self._faces, self._lines):
            self._adopt(child)
        axes.set_aspect("equal")
        axes.axis("off")

    def _adopt(self, child):
        child.set_figure(self.axes.get_figure())
        child.axes = self.axes
        child.set_transform(self.axes.transData)
        child.set_clip_on(False)
        child.stale_callback = None  # the grid itself says when it has changed
        return child

    def show(self, values, *, faces="white", texts=None, fontsize=None):
        """Show `values` (rows, columns).

        faces : one colour, or an array (rows, columns) of colour names, or (rows, columns, 3 or 4) in [0, 1]
        texts : (rows, columns) strings in place of the formatted numbers; an empty string leaves a cell blank
        """
        values = np.asarray(values)
        if values.ndim != 2:
            raise ValueError(f"`values` must have shape (rows, columns), got {values.shape}")
        rows, columns = values.shape
        if texts is not None and np.size(texts) != values.size:
            raise ValueError(f"`texts` must hold one text a cell, {rows * columns}, got {np.size(texts)}")
        rgba = face_array(faces, rows, columns)
        self._faces.set_data((rgba * 255).round().astype(np.uint8))
        self._faces.set_extent((-0.5, columns - 0.5, rows - 0.5, -0.5))
        self._lines.set_data(*_grid_lines(rows, columns))
        self.texts = [format_number(v) for v in values.ravel()] if texts is None else list(map(str, np.ravel(texts)))
        self._inks = [text_color_on(tuple(face)) for face in rgba.reshape(-1, 4)]
        self._at = np.indices((rows, columns))[::-1].reshape(2, -1).T  # (cells, 2) x, y
        if fontsize is not None:
            self._font.set_size(fontsize)
        self.stale = True
        return self

    def get_children(self):
        """Return the parts; the numbers as Text artists, for whoever inspects the picture."""
        labels = [
            self._adopt(Text(x, y, text, ha="center", va="center", fontproperties=self._font, color=ink))
            for (x, y), text, ink in zip(self._at, self.texts, self._inks, strict=True)
        ]
        return [self._faces, self._lines, *labels]

    def draw(self, renderer):
        if not self.get_visible():
            return
        self._faces.draw(renderer)
        self._lines.draw(renderer)
        # Not as Text artists: laying out each anew takes 0.3 ms, and a grid has a hundred numbers.
        middle = renderer.get_text_width_height_descent("0", self._font, False)
        height = renderer.get_canvas_width_height()[1]
        for (x, y), text, ink in zip(self.axes.transData.transform(self._at), self.texts, self._inks, strict=True):
            if text:
                width = renderer.get_text_width_height_descent(text, self._font, False)[0]
                gc = renderer.new_gc()
                gc.set_foreground(ink)
                baseline = height - y + middle[1] / 2 - middle[2]
                renderer.draw_text(gc, x - width / 2, baseline, text, self._font, 0)


def fit_cells(axes, rows, columns, *, margin=0.1):
    """Set the limits of `axes` so that a `NumberGrid` of that size fills them."""
    axes.set(xlim=(-0.5 - margin, columns - 0.5 + margin), ylim=(rows - 0.5 + margin, -0.5 - margin))


def face_array(faces, rows, columns):
    """Return RGBA (rows, columns, 4) in [0, 1] from one colour, an array of colour names, or an RGB(A) array."""
    faces = np.asarray(faces, dtype=object if not isinstance(faces, (str, np.ndarray)) else None)
    if faces.ndim == 3 and faces.shape[-1] in (3, 4):
        rgba = np.ones((rows, columns, 4))
        rgba[..., : faces.shape[-1]] = faces.astype(float)
        return rgba
    if faces.ndim != 2:
        return np.broadcast_to(to_rgba(faces.item() if faces.ndim == 0 else tuple(faces)), (rows, columns, 4))
    return np.array([[to_rgba(face) for face in row] for row in faces])


def _grid_lines(rows, columns):
    """Return x, y of all cell borders as one line with gaps."""
    x, y = [], []
    for row in range(rows + 1):
        x += [-0.5, columns - 0.5, np.nan]
        y += [row - 0.5, row - 0.5, np.nan]
    for column in range(columns + 1):
        x += [column - 0.5, column - 0.5, np.nan]
        y += [-0.5, rows - 0.5, np.nan]
    return x, y


def cell_colors(shape, *layers):
    """Return RGB (rows, columns, 3): white, then each layer (color, strength, mask) painted over it.

    >>> cell_colors((1, 2), ("black", 0.25, [[True, False]]))[0, :, 0].tolist()
    [0.75, 1.0]
    """
    rgb = np.ones((*shape, 3))
    for color, strength, mask in layers:
        rgb[np.asarray(mask, dtype=bool)] = tint(color, strength)
    return rgb


def cell_mask(shape, top, left, size):
    """Return a mask (rows, columns) that is True on a block of `size` (height, width) at (top, left), clipped."""
    mask = np.zeros(shape, dtype=bool)
    mask[max(top, 0) : max(top + size[0], 0), max(left, 0) : max(left + size[1], 0)] = True
    return mask


def cell_frame(axes, color, *, width=3, **style):
    """Return an invisible rectangle on the cells of `axes`; `move_frame` gives it its place."""
    options = {"fill": False, "edgecolor": color, "linewidth": width, "joinstyle": "miter", "clip_on": False}
    return axes.add_patch(Rectangle((0, 0), 1, 1, visible=False, **(options | style)))


def move_frame(rectangle, top, left, rows=1, columns=1):
    """Lay a frame around a block of cells; cell (row, column) has its centre at (column, row)."""
    rectangle.set(xy=(left - 0.5, top - 0.5), width=columns, height=rows, visible=True)
