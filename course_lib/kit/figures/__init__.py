"""One look for all pictures: the palette with its meanings, the style, number grids, and `show`."""

import base64
import contextlib
import functools
import io

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

# One palette with meaning, the same in the whole course (Okabe and Ito, distinct for all common colour visions).
INPUT = "#0072B2"
KERNEL = "#E69F00"
OUTPUT = "#009E73"
ERROR = "#D55E00"
REFERENCE = "#7F7F7F"
INK = "#222222"
KERNEL_INK, OUTPUT_INK, ERROR_INK = "#8a5a00", "#00694c", "#a84300"  # the same meanings, dark enough for letters
SIGNED = "RdBu_r"  # diverging, white at zero: set vmin = -vmax
MAGNITUDE = "cividis"  # monotone in lightness

OWN = (INPUT, KERNEL, OUTPUT, ERROR, REFERENCE, INK, KERNEL_INK, OUTPUT_INK, ERROR_INK, "white", "black")
ENOUGH = 60_000  # bytes of a still picture in a notebook file

STYLE = {
    "font.family": "DejaVu Sans",  # bundled with Matplotlib: the same picture on every machine
    "font.size": 12,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "lines.linewidth": 2,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "image.cmap": "gray",
    "image.interpolation": "none",  # a pixel is a square; and it travels to the browser unscaled
    "image.composite_image": False,
    "legend.frameon": False,
    "hatch.linewidth": 0.8,
    "text.hinting": "no_hinting",  # letters lie where the browser, which draws outlines, puts them
}


@contextlib.contextmanager
def settings(wanted):
    """As `matplotlib.rc_context`, for settings that are few: that one copies all 300 of them, a third of a move's time.

    >>> with settings({"font.size": 30}):
    ...     matplotlib.rcParams["font.size"]
    30.0
    """
    before = {name: matplotlib.rcParams[name] for name in wanted}
    matplotlib.rcParams.update(wanted)
    try:
        yield
    finally:
        matplotlib.rcParams.update(before)


def style():
    """Return a context manager under which figures get the course's look."""
    return settings(STYLE)


def tint(color, strength=0.3):
    """Return `color` mixed with white, as RGB in [0, 1]; strength 1 is the colour itself.

    >>> tint("black", 0.25)
    (0.75, 0.75, 0.75)
    """
    return tuple(1 - strength * (1 - part) for part in to_rgb(color))


@functools.lru_cache(maxsize=4096)
def text_color_on(face):
    """Return the readable text colour, dark or white, on a face of that colour.

    >>> text_color_on("yellow"), text_color_on("navy")
    ('#222222', 'white')
    """
    red, green, blue, alpha = to_rgba(face)
    # Relative luminance of WCAG 2.2; the faces lie on white paper.
    linear = [alpha * part**2.2 + 1 - alpha for part in (red, green, blue)]
    return INK if np.dot(linear, (0.2126, 0.7152, 0.0722)) > 0.2 else "white"


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


def format_number(value):
    """Return a short text of a number: whole numbers plain, others with three significant digits.

    >>> [format_number(v) for v in (3, -2.0, 0.33333, float("nan"))]
    ['3', '-2', '0.333', '']
    """
    if not np.isfinite(value):
        return ""
    return f"{value:.0f}" if value == round(value) else f"{value:.3g}"


def signed_text(value, digits=2, *, plus=False):
    """Return a number with so many decimals, a true minus sign, and no minus before a zero.

    >>> signed_text(-1.5), signed_text(-0.001), signed_text(0.5, 1, plus=True)
    ('−1.50', '0.00', '+0.5')
    """
    return f"{round(float(value), digits) + 0.0:{'+' if plus else ''}.{digits}f}".replace("-", "−")


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


def joined_by_nan(pieces):
    """Return x and y of separate polylines as one line, for a single artist: nan stands between the pieces.

        >>> joined_by_nan([[(0, 1), (2, 3)], [(4, 5)]])[0].tolist()
        [0.0, 2.0, nan, 4.0, nan]

    pieces : a sequence of (k, 2) points, k may differ; none gives an empty line
    """
    gap = np.full((1, 2), np.nan)
    return np.concatenate([gap[:0], *(part for piece in pieces for part in (np.asarray(piece), gap))]).T


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


def panel(figure, left, bottom, width, height):
    """Return axes at a place given in inches, without ticks or spines."""
    across, up = figure.get_size_inches()
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    axes.set_axis_off()
    return axes


def caption(figure, left, bottom, text="", **style):
    """Return a text at a place of the figure given in inches."""
    across, up = figure.get_size_inches()
    return figure.text(left / across, bottom / up, text, **({"ha": "left", "va": "baseline", "fontsize": 12} | style))


class Dots(PathPatch):
    """Many round dots as one artist: `show` says where they are.

    One path, not markers: a browser sets hundreds of small markers by a fraction of a pixel off. The axes must have
    their limits and their place in the figure before; other limits need other dots.

        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> len(Dots(axes, 3, corners=4, color=INPUT).show([(0.1, 0.2), (0.5, 0.5)]).get_path())
        10

    radius : in pixels
    corners : of a dot; 4 make a square
    style : of a Matplotlib patch, such as color or linewidth
    """

    def __init__(self, axes, radius, *, corners=16, **style):
        super().__init__(Path(np.zeros((1, 2))), **({"linewidth": 0} | style))
        axes.add_patch(self)
        box, wide, high = axes.get_window_extent(), np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())
        turns = 2 * np.pi * (np.arange(corners + 1) + 0.5) / corners
        circle = radius * np.stack([np.cos(turns), np.sin(turns)], axis=1)  # (corners + 1, 2) pixels
        self._ring = circle * [wide / box.width, high / box.height]
        self._codes = [Path.MOVETO, *[Path.LINETO] * (corners - 1), Path.CLOSEPOLY]

    def show(self, points):
        """Show a dot at each of `points` (n, 2), in the units of the axes."""
        points = np.reshape(points, (-1, 1, 2))
        outlines = (points + self._ring).reshape(-1, 2)
        self.set_path(Path(outlines, np.tile(self._codes, len(points))) if len(points) else Path(np.zeros((1, 2))))
        self.stale = True  # `set_path` does not say so
        return self


class Picture:
    """A still picture for the end of a cell: PNG for the eye, its finding for everyone and for the comparison in CI."""

    def __init__(self, png, alt):
        self.png, self.alt = png, alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}

    def __repr__(self):
        return self.alt


def show(figure, *, alt):
    """Return `figure` as a picture with its finding: end a cell with it.

    alt : at least 30 characters, what the picture shows, with its numbers
    """
    if len(alt) < 30:
        raise ValueError(f"`alt` must say the finding in at least 30 characters, got {alt!r}")
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return Picture(shrink_png(buffer.getvalue()), alt)


def shrink_png(png):
    """Return a PNG with at most 256 colours: a third of the bytes, so that a notebook file stays small.

    One that is still larger than `ENOUGH` holds photographs: it gets fewer colours, and then fewer pixels.

    >>> from matplotlib.figure import Figure
    >>> buffer = io.BytesIO()
    >>> Figure(figsize=(1, 1)).savefig(buffer, format="png")
    >>> len(shrink_png(buffer.getvalue())) < len(buffer.getvalue())
    True
    """
    from PIL import Image

    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    small = _with_colors(picture, 256)
    if len(small) > ENOUGH:
        small = _with_colors(picture, 48)
    if len(small) > ENOUGH:
        share = max((ENOUGH / len(small)) ** 0.5, 0.75)  # below that, the letters could not be read
        size = [round(share * side) for side in picture.size]
        small = _with_colors(picture.resize(size, Image.Resampling.LANCZOS), 48)
    return small


def _with_colors(picture, count):
    """Return a PNG in so many colours that suit the picture, and in the course's own, so that meanings stay."""
    from PIL import Image

    # Without dithering: its noise would show on photographs and cost what the palette saves.
    count = min(count, 256 - len(OWN))
    few = picture.quantize(count, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = Image.new("P", (1, 1))
    own = [round(255 * part) for color in OWN for part in to_rgb(color)]
    palette.putpalette(few.getpalette()[: 3 * count] + own)
    buffer = io.BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return buffer.getvalue()
