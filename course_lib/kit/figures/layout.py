"""Places on a figure: axes and words by inches, and columns of words."""

from matplotlib.artist import Artist
from matplotlib.text import Text

from course_lib.kit.figures.palette import INK


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


class Lines(Artist):
    """A column of words as one artist: `show` sets all of them at once.

        >>> from matplotlib.figure import Figure
        >>> words = Lines(Figure(figsize=(4, 2)), 0.5, 1.5)
        >>> words.show("stride 2", ("3 outputs", {"weight": "bold"})).texts
        ['stride 2', '3 outputs']

    left, top : of the first line, inches from the lower left corner of the figure; its baseline is at `top`
    spacing : inches from one baseline to the next
    style : of a Matplotlib text, for all lines; a line given as (text, style) has more of its own
    """

    def __init__(self, figure, left, top, *, spacing=0.33, **style):
        super().__init__()
        self._place, self._spacing = (left, top), spacing
        self._style = {"fontsize": 12, "color": INK, "weight": "normal"} | style
        self._lines, self._shown_style = [], []
        self.set_figure(figure)
        figure.add_artist(self)

    @property
    def texts(self):
        return [line.get_text() for line in self._lines]

    def show(self, *lines):
        """Show these lines, each a text or (text, style), in place of those that were there."""
        wanted = [(line, {}) if isinstance(line, str) else line for line in lines]
        for number, (text, style) in enumerate(wanted):
            if number == len(self._lines):
                self._lines.append(self._line(number))
            line = self._lines[number]
            if line.get_text() != text:
                line.set_text(text)
            if self._shown_style[number] != style:
                line.update(self._style | style)
                self._shown_style[number] = style
        del self._lines[len(wanted) :], self._shown_style[len(wanted) :]
        self.stale = True
        return self

    def _line(self, number):
        """Return an empty line at its place: made once, for to make a text takes as long as to draw one."""
        across, up = self.get_figure().get_size_inches()
        left, top = self._place
        text = Text(left / across, (top - number * self._spacing) / up, **({"va": "baseline"} | self._style))
        text.set_figure(self.get_figure())
        text.set_transform(self.get_figure().transFigure)
        text.stale_callback = None  # the column itself says when it has changed
        self._shown_style.append({})
        return text

    def get_children(self):
        return list(self._lines)

    def draw(self, renderer):
        if self.get_visible():
            for line in self._lines:
                line.draw(renderer)
        self.stale = False
