"""Marks that Matplotlib lacks: many dots as one artist, many lines as one line."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path


def joined_by_nan(pieces):
    """Return x and y of separate polylines as one line, for a single artist: nan stands between the pieces.

        >>> joined_by_nan([[(0, 1), (2, 3)], [(4, 5)]])[0].tolist()
        [0.0, 2.0, nan, 4.0, nan]

    pieces : a sequence of (k, 2) points, k may differ; none gives an empty line
    """
    gap = np.full((1, 2), np.nan)
    return np.concatenate([gap[:0], *(part for piece in pieces for part in (np.asarray(piece), gap))]).T


class Dots(PathPatch):
    """Many round dots as one artist: `show` says where they are.

    One path, not markers: a browser sets hundreds of small markers by a fraction of a pixel off. The dots are round
    where the axes have their place and their limits; after a change of these they must be shown again.

        >>> from matplotlib.figure import Figure
        >>> axes = Figure().subplots()
        >>> len(Dots(axes, 3, corners=4, color="black").show([(0.1, 0.2), (0.5, 0.5)]).get_path())
        10

    radius : in pixels
    corners : of a dot; 4 make a square
    style : of a Matplotlib patch, such as color or linewidth
    """

    def __init__(self, axes, radius, *, corners=16, **style):
        super().__init__(Path(np.zeros((1, 2))), **({"linewidth": 0} | style))
        axes.add_patch(self)
        turns = 2 * np.pi * (np.arange(corners + 1) + 0.5) / corners
        self._circle = radius * np.stack([np.cos(turns), np.sin(turns)], axis=1)  # (corners + 1, 2) pixels
        self._codes = [Path.MOVETO, *[Path.LINETO] * (corners - 1), Path.CLOSEPOLY]

    def show(self, points):
        """Show a dot at each of `points` (n, 2), in the units of the axes."""
        points = np.reshape(points, (-1, 1, 2))
        box, limits = self.axes.get_window_extent(), np.array([self.axes.get_xlim(), self.axes.get_ylim()])
        ring = self._circle * np.ptp(limits, axis=1) / [box.width, box.height]  # the layout may have moved the axes
        outlines = (points + ring).reshape(-1, 2)
        self.set_path(Path(outlines, np.tile(self._codes, len(points))) if len(points) else Path(np.zeros((1, 2))))
        self.stale = True  # `set_path` does not say so
        return self
