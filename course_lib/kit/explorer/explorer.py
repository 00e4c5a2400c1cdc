"""An explorer: controls, a picture that follows them, the finding in words, and the code that reproduces it.

An author subclasses `Explorer` with plain Matplotlib and plain functions; nothing here knows a widget. The view
that a notebook shows is made by `course_lib.kit.stage.widget` when an explorer is displayed.
"""

import io
import math

from course_lib.kit.explorer.controls import Choice, Grid, Handle, Number, Preset, Switch
from course_lib.kit.explorer.reading import Reading

__all__ = ["Choice", "Explorer", "Grid", "Handle", "Number", "Preset", "Reading", "Switch"]


class Explorer:
    """Base of all explorers. Give `controls`, `presets`, `compute`, `draw`, `update`, `describe`, `code`.

    An instance holds one set of values, the result computed from them and one figure that shows it:

        >>> from course_lib.kit.explorer.example import SquareWave
        >>> explorer = SquareWave(terms=1)
        >>> explorer.finding
        '1 sine term, phase 0.0 rad: the largest overshoot is 0.273 of the half height.'
        >>> explorer.set(terms=40).result.overshoot < 0.19
        True
    """

    title: str = ""
    size: tuple[float, float] = (9, 4)  # inches at 100 dpi
    controls: dict = {}  # name -> Number, Choice, Switch or Grid
    presets: dict = {}  # label -> Preset
    widest: dict = {}  # where the picture is laid out: settings with the widest tick labels, if not the defaults

    def compute(self, **values):
        """Return a NamedTuple of what is computed, or None; raise ValueError for an impossible setting. Pure."""
        raise NotImplementedError

    def draw(self, figure, r):
        """Make the axes and artists; keep on `self` those that `update` moves.

        Axes that Matplotlib places (`figure.subplots()`) get their place from its constrained layout, once: at the
        defaults, or at the settings `widest`.
        """
        raise NotImplementedError

    def update(self, r):
        """Set the data of the moving artists (and limits, ticks and titles where they must change)."""
        raise NotImplementedError

    def describe(self, r):
        """Return the finding: one or two sentences with the numbers of this picture."""
        raise NotImplementedError

    def code(self, **values):
        """Return lines that reproduce the result; names that are fields of the result must come out equal."""
        raise NotImplementedError

    def sketch(self, **values):
        """Return a coarse result of the same kind, quickly, for while a control is held; None where none is needed."""
        return None

    def handles(self):
        """Return the `Handle`s of the picture. Called once, after `draw`."""
        return []

    # ---- what the framework does with it

    def __init__(self, **values):
        self._check_names(values)
        self.values = self.defaults() | {name: self.controls[name].check(name, v) for name, v in values.items()}
        self.start = dict(self.values)  # where the reset button leads
        self.status = ""  # why the present setting is impossible, or nothing
        self.coarse = False  # whether the present result is a sketch
        self.result = self.compute(**self.arguments())
        self.reading = Reading(self.controls, self.values, self.result)
        self.finding = self.describe(self.reading)
        self._figure = None  # made when a picture is asked for: numbers alone need no Matplotlib
        self._view = None
        self.moving = []

    @classmethod
    def defaults(cls):
        return {name: control.check(name, control.default) for name, control in cls.controls.items()}

    def set(self, **values):
        """Move controls, all at once. An impossible setting leaves the last good picture and says why in `status`."""
        self.apply(values)
        if self._view is not None:
            self._view.push()
        return self

    def apply(self, values, *, held=False):
        """As `set`, without telling a view; return whether the setting was possible.

        held : whether the control is being dragged: then a sketch will do
        """
        self._check_names(values)
        self.values = self.values | {name: self.controls[name].check(name, value) for name, value in values.items()}
        try:
            result = self.sketch(**self.arguments()) if held else None
            coarse = result is not None
            result = result if coarse else self.compute(**self.arguments())
        except ValueError as error:  # part of the lesson: say it, keep the last picture
            self.status = str(error)
            return False
        reading = Reading(self.controls, self.values, result)
        finding = self.describe(reading)
        if self._figure is not None:
            with _style():
                self.update(reading)
        self.status, self.coarse, self.result, self.reading, self.finding = "", coarse, result, reading, finding
        return True

    @property
    def figure(self):
        """The Matplotlib figure of the present result, drawn on first use."""
        if self._figure is None:
            with _style():
                self._figure = self._drawn()
                self.update(self.reading)
        return self._figure

    def still(self, *, scale=1):
        """Return the present picture as PNG bytes, drawn by Matplotlib alone."""
        buffer = io.BytesIO()
        with _style():
            self.figure.savefig(buffer, format="png", dpi=100 * scale, metadata={"Software": None})
        return buffer.getvalue()

    def source(self):
        """Return the code that reproduces the present result."""
        return self.code(**self.arguments())

    def _drawn(self):
        """Return the figure with its axes settled, the same wherever the explorer starts."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=[_whole_pixels(side) for side in self.size], dpi=100, layout="constrained")
        base = self.defaults() | self.widest
        reading = self.reading if self.values == base else type(self)(**base).reading
        before = set(vars(self))
        self.draw(figure, reading)
        self.update(reading)
        self.moving = list(moving_artists([kept for name, kept in vars(self).items() if name not in before]))
        settled = vars(type(self)).get("_settled")  # the layout takes longer than all else: once for each class
        if settled is None or settled[0] != (self.size, base):
            settled = type(self)._settled = (self.size, base), settle(figure, self.moving)
        else:
            settle(figure, self.moving, settled[1])
        return figure

    def _check_names(self, values):
        unknown = sorted(set(values) - set(self.controls))
        if unknown:
            raise TypeError(f"`{type(self).__name__}` has no control {unknown}; it has {list(self.controls)}")

    def arguments(self):
        """Return what `compute` and `code` take: the values of the controls, not their labels."""
        return {name: self.controls[name].value(value) for name, value in self.values.items()}

    def _repr_mimebundle_(self, include=None, exclude=None):
        from course_lib.kit.stage.widget import bundle

        return bundle(self)

    def __repr__(self):
        return self.finding


def settle(figure, moving, places=None):
    """Let Matplotlib lay the axes out once, then leave them there: a picture whose axes jump is hard to read.

    Only words make room for themselves: where a mark stands now says nothing about where it will. Return the places
    of axes and of the figure's own texts, such as its title; a figure that was drawn alike can take them over.
    """
    from matplotlib.text import Text

    for artist in moving:
        artist.set_in_layout(isinstance(artist, Text))
    laid_out = any(axes.get_subplotspec() for axes in figure.axes)
    if laid_out and places is None:
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    if laid_out and places is not None:
        put_places(figure, places)
    return places_of(figure)


def places_of(figure):
    """Return what a layout decides: where axes and the figure's own texts (such as its title) stand."""
    axes = [(axes.get_position(original=True), axes.get_position()) for axes in figure.axes]
    return axes, [text.get_position() for text in figure.texts]


def put_places(figure, places):
    """Give a figure the places of another one that was drawn alike."""
    for axes, (original, active) in zip(figure.axes, places[0], strict=True):
        axes.set_position(original, which="original")
        axes.set_position(active, which="active")
    for text, place in zip(figure.texts, places[1], strict=True):
        text.set_position(place)


def moving_artists(kept):
    """Yield the artists among what `draw` has kept: alone, in lists and dicts, and in groups that hold artists.

    Axes and figures hold others and do not move themselves.
    """
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

    seen, waiting = set(), [kept]
    while waiting:
        thing = waiting.pop(0)
        if id(thing) in seen or isinstance(thing, Axes | FigureBase | type):
            continue
        seen.add(id(thing))
        if isinstance(thing, Artist):
            yield thing
        elif isinstance(thing, dict):
            waiting[:0] = thing.values()
        elif isinstance(thing, list | tuple):
            waiting[:0] = thing
        elif hasattr(thing, "__dict__") and not callable(thing):
            waiting[:0] = vars(thing).values()


def _whole_pixels(side):
    """Return a length in inches that makes whole pixels: 4.1 would make 409.99..., which Matplotlib cuts to 409."""
    return side if int(side * 100) == round(side * 100) else math.nextafter(side, math.inf)


def _style():
    from course_lib.kit.figures.palette import style  # loads Matplotlib: not before a picture is asked for

    return style()
