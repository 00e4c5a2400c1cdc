"""The stage: turns an explorer's figure into what a browser draws, and finds what has changed since the last time."""

from course_lib.interactive.recorder import Recorder


class Stage:
    """Keeps the still part of a figure apart from what moves.

    `refresh()` brings `still` and `layers` up to date and returns (still changed, numbers of changed layers). The
    still part holds a slot for each moving artist, so a still artist may lie above a moving one.
    """

    def __init__(self, figure, moving):
        self.figure, self.moving = figure, list(moving)
        self.size = tuple(int(side) for side in figure.get_size_inches() * figure.dpi)
        self.recorder = Recorder(*self.size, figure.dpi)
        self.still = None
        self.layers = [None] * len(self.moving)
        for artist in self.moving:
            # What moves must not make the still part look stale; whatever else changes does.
            artist.stale_callback = None

    def refresh(self):
        still_changed = False
        if self.still is None or self.figure.stale:
            still = self._record_still()
            still_changed = still != self.still
            self.still = still
        changed = []
        for number, artist in enumerate(self.moving):
            layer = self.recorder.record(artist)
            if layer != self.layers[number]:
                self.layers[number] = layer
                changed.append(number)
        return still_changed, changed

    def _record_still(self):
        """Draw the figure with each moving artist replaced by a slot."""
        for number, artist in enumerate(self.moving):
            artist.draw = lambda renderer, number=number: renderer.slot(number)
        try:
            self.figure.draw(self.recorder)
        finally:
            for artist in self.moving:
                del artist.draw
        self.figure.stale = False
        return self.recorder.take()

    def handle_places(self, handles):
        """Return for each handle where its axes lie, in pixels y down, and their limits."""
        places = []
        for handle in handles:
            box = handle.axes.get_window_extent()
            places.append(
                {"box": [box.x0, self.size[1] - box.y1, box.width, box.height]}
                | {"xlim": list(map(float, handle.axes.get_xlim())), "ylim": list(map(float, handle.axes.get_ylim()))}
                | {"x": handle.x, "y": handle.y, "label": handle.label, "area": handle.area}
            )
        return places
