"""Why points do not fix a transformation: they coincide, lie on one line, or all but one do."""

import numpy as np

# Points this much nearer to one line than they are long, as a share, count as on it: coordinates of single precision
# come with such errors, and what would be estimated from such a sliver is noise.
FLAT = 1e-7


def require_distinct(name, points, consequence):
    """Raise `ValueError` if all points (N, 2) coincide."""
    if _extent(points) == 0:
        raise ValueError(f"`{name}` must hold different points, got {len(points)} that coincide: {consequence}")


def require_triangle(name, points):
    """Raise `ValueError` if all points (N, 2) coincide or lie on one line: they do not fix an affine map."""
    require_distinct(name, points, "only where that point goes is known")
    if _width(points) == 0:
        raise ValueError(
            f"`{name}` must not lie on one line, got {len(points)} points that do: what happens beside it is unknown"
        )


def require_frame(name, points):
    """Raise `ValueError` unless four of the points (N, 2), N at least 4, have no three on one line."""
    require_triangle(name, points)
    on_line = next((keep for keep in _without_one(points) if _width(points[keep]) == 0), None)
    if on_line is None:
        return
    if len(points) > 4:
        raise ValueError(
            f"`{name}` must hold four points of which no three lie on one line, got {len(points)} points of which all "
            "but one do"
        )
    for k in range(3):
        for n in range(k + 1, 4):
            if _extent(points[[k, n]]) <= FLAT * _extent(points):
                raise ValueError(f"`{name}` must hold four different points, got points {k} and {n} at one place")
    places = ", ".join(map(str, np.flatnonzero(on_line)))
    raise ValueError(
        f"`{name}` must hold four points of which no three lie on one line, got points {places} on one; "
        "move one of them off it"
    )


def _without_one(points):
    """Return masks that leave out one of three points that span a triangle.

    If all points but one lie on a line, that one is a corner of every triangle they span; so three tries are enough.
    """
    corners = _triangle(points)
    return [np.arange(len(points)) != corner for corner in corners]


def _triangle(points):
    """Return three places: of the point farthest from the first, of that farthest from it, of that farthest beside."""
    far = int(np.linalg.norm(points - points[0], axis=1).argmax())
    away = points - points[far]
    other = int(np.linalg.norm(away, axis=1).argmax())
    return far, other, int(np.abs(_beside(away, away[other])).argmax())


def _beside(vectors, direction):
    """Return how far vectors (N, 2) reach beside a direction, times its length."""
    return direction[0] * vectors[:, 1] - direction[1] * vectors[:, 0]


def _extent(points):
    """Return the largest distance from the first point; 0 where rounding alone tells the points apart."""
    extent = np.linalg.norm(points - points[0], axis=1).max()
    return extent if extent > 1e-12 * np.abs(points).max() else 0.0


def _width(points):
    """Return how far points reach beside the line through two that are far apart; 0 below `FLAT` of that distance."""
    far, other, beside = _triangle(points)
    length = np.linalg.norm(points[other] - points[far])
    if length == 0:
        return 0.0
    width = abs(_beside(points - points[far], points[other] - points[far])[beside]) / length
    return width if width > FLAT * length else 0.0
