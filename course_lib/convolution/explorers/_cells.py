"""Cell colours, frames and small texts that the explorers of small numbers share."""

import numpy as np

from course_lib.figures import tint


def faces(shape, *layers):
    """Return RGB (rows, columns, 3): white, then each layer (color, strength, mask) painted over it.

    >>> faces((1, 2), ("black", 0.25, [[True, False]]))[0, :, 0].tolist()
    [0.75, 1.0]
    """
    rgb = np.ones((*shape, 3))
    for color, strength, mask in layers:
        rgb[np.asarray(mask, dtype=bool)] = tint(color, strength)
    return rgb


def block(shape, top, left, size):
    """Return a mask (rows, columns) that is True on a block of `size` (height, width) at (top, left), clipped."""
    mask = np.zeros(shape, dtype=bool)
    mask[max(top, 0) : max(top + size[0], 0), max(left, 0) : max(left + size[1], 0)] = True
    return mask


def frame(axes, color, *, width=3, **style):
    """Return an invisible rectangle on the cells of `axes`; `put` gives it its place."""
    from matplotlib.patches import Rectangle

    options = {"fill": False, "edgecolor": color, "linewidth": width, "joinstyle": "miter", "clip_on": False}
    return axes.add_patch(Rectangle((0, 0), 1, 1, visible=False, **(options | style)))


def put(rectangle, top, left, rows=1, columns=1):
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


def rows_of(table):
    """Return a table as one line of text: numbers apart by spaces, rows by slashes.

    >>> rows_of([[122, 148], [126, 134]])
    '122 148 / 126 134'
    """
    return " / ".join(" ".join(f"{value:g}" for value in row) for row in np.asarray(table))


def sum_of_products(weights, values, total):
    """Return a sum written out.

    >>> sum_of_products([1, -4], [4, 5], -16)
    '1·4 − 4·5 = −16'
    """
    text = " + ".join(f"{weight:g}·{value:g}" for weight, value in zip(weights, values)) or "0"
    return f"{text} = {total:g}".replace("+ -", "− ").replace("-", "−")


def listing(table):
    """Return a table of whole numbers as Python code.

    >>> listing(np.array([[1, 2], [3, 4]]))
    '[[1, 2], [3, 4]]'
    """
    return str(np.asarray(table).tolist())
