"""An explorer: controls, a picture that follows them, the finding in words, and the code that reproduces it.

An author subclasses `Explorer` with plain Matplotlib and plain functions; nothing here knows a widget. The view
that a notebook shows is made by `course_lib.kit.stage.widget` when an explorer is displayed.
"""

import io
import math

from course_lib.kit.explorer.controls import Choice, Grid, Handle, Number, Preset, Switch

__all__ = ["Choice", "Explorer", "Grid", "Handle", "Number", "Preset", "Switch"]


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

    def compute(self, **values):
        """Return a NamedTuple of numbers; raise ValueError for an impossible setting. Pure."""
        raise NotImplementedError

    def draw(self, figure, result):
        """Make the axes and artists; return the artists that `update` moves."""
        raise NotImplementedError

    def update(self, result):
        """Set the data of the moving artists (and limits, ticks and titles where they must change)."""
        raise NotImplementedError

    def describe(self, result):
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
        unknown = set(values) - set(self.controls)
        if unknown:
            raise TypeError(f"`{type(self).__name__}` has no control {sorted(unknown)}; it has {list(self.controls)}")
        self.values = self.defaults() | {name: self.controls[name].check(name, v) for name, v in values.items()}
        self.start = dict(self.values)  # where the reset button leads
        self.status = ""  # why the present setting is impossible, or nothing
        self.coarse = False  # whether the present result is a sketch
        self.result = self.compute(**self.values)
        self.finding = self.describe(self.result)
        self._figure = None  # made when a picture is asked for: numbers alone need no Matplotlib
        self._view = None
        self.moving = []

    @classmethod
    def defaults(cls):
        return {name: control.check(name, control.default) for name, control in cls.controls.items()}

    def set(self, **values):
        """Move controls, all at once. An impossible setting leaves the last good picture and says why in `status`."""
        self.move(values)
        if self._view is not None:
            self._view.push()
        return self

    def move(self, values, *, held=False):
        """As `set`, without telling a view; return whether the setting was possible.

        held : whether the control is being dragged: then a sketch will do
        """
        for name, value in values.items():
            if name not in self.controls:
                raise TypeError(f"`{type(self).__name__}` has no control {name!r}; it has {list(self.controls)}")
            values = values | {name: self.controls[name].check(name, value)}
        self.values = self.values | values
        try:
            result = self.sketch(**self.values) if held else None
            coarse = result is not None
            result = result if coarse else self.compute(**self.values)
        except ValueError as error:  # part of the lesson: say it, keep the last picture
            self.status = str(error)
            return False
        finding = self.describe(result)
        if self._figure is not None:
            with _style():
                self.update(result)
        self.status, self.coarse, self.result, self.finding = "", coarse, result, finding
        return True

    @property
    def figure(self):
        """The Matplotlib figure of the present result, drawn on first use."""
        if self._figure is None:
            from matplotlib.figure import Figure

            with _style():
                figure = Figure(figsize=[_whole_pixels(side) for side in self.size], dpi=100)
                self.moving = list(self.draw(figure, self.result))
                self._figure = figure
                self.update(self.result)
        return self._figure

    def still(self, *, scale=1):
        """Return the present picture as PNG bytes, drawn by Matplotlib alone."""
        buffer = io.BytesIO()
        with _style():
            self.figure.savefig(buffer, format="png", dpi=100 * scale, metadata={"Software": None})
        return buffer.getvalue()

    def source(self):
        """Return the code that reproduces the present result."""
        return self.code(**self.values)

    def _repr_mimebundle_(self, include=None, exclude=None):
        from course_lib.kit.stage.widget import bundle

        return bundle(self)

    def __repr__(self):
        return self.finding


def _whole_pixels(side):
    """Return a length in inches that makes whole pixels: 4.1 would make 409.99..., which Matplotlib cuts to 409."""
    return side if int(side * 100) == round(side * 100) else math.nextafter(side, math.inf)


def _style():
    from course_lib.kit.figures import style  # loads Matplotlib: not before a picture is asked for

    return style()
