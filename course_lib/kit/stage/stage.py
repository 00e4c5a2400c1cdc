"""The stage: turns an explorer's figure into what a browser draws, and finds what has changed since the last time."""

from course_lib.kit.stage.recorder import Recorder


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
        # Matplotlib tells whoever asks that an artist has changed. A moving artist tells us, and no longer its axes,
        # so that the figure is told only when something of the still part changes.
        self._stale_still, self._stale, self._order = True, set(), None
        figure.stale_callback = self._note_still
        for number, artist in enumerate(self.moving):
            artist.stale_callback = lambda artist, stale, number=number: self._stale.add(number)

    def _note_still(self, figure, stale):
        self._stale_still = True

    def refresh(self):
        still_changed = False
        # Which moving artist lies above which is said by the order of their slots in the still part.
        order = [artist.get_zorder() for artist in self.moving]
        if self._stale_still or order != self._order:
            self._order = order
            still = self._record_still()
            still_changed = still != self.still
            self.still = still
            self._stale = set(range(len(self.moving)))  # other limits move everything
        changed = []
        for number in sorted(self._stale):
            layer = self.recorder.record(self.moving[number])
            if layer != self.layers[number]:
                self.layers[number] = layer
                changed.append(number)
        self._stale = set()
        return still_changed, changed

    def unreported_changes(self):
        """Return what differs from the last `refresh` though nobody said so: moving artists, or "the still part".

        Some setters of Matplotlib do not mark their artist as stale (`PathPatch.set_path`). The picture would stand
        still in the browser, and be right wherever it is drawn whole.
        """
        changed = [artist for artist, layer in zip(self.moving, self.layers) if self.recorder.record(artist) != layer]
        return changed + ([] if self._record_still() == self.still else ["the still part"])

    def _record_still(self):
        """Draw the figure with each moving artist replaced by a slot."""
        for number, artist in enumerate(self.moving):
            artist.draw = lambda renderer, number=number: renderer.slot(number)
        try:
            self.figure.draw(self.recorder)
        finally:
            for artist in self.moving:
                del artist.draw
        self._stale_still = False  # drawing itself may have called it stale
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
