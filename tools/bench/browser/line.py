"""Drags over a slow line: 50 ms are added to each round trip, and 2 Mbit/s pass."""

import statistics
from typing import NamedTuple

from course_lib.kit.explorer import Number
from tests.browser.slow_line import slow_line
from tools.bench.browser import drive, explorers
from tools.bench.browser.reference import Reference
from tools.bench.browser.stand import WARM

DELAY, BITS = 0.025, 2e6  # seconds each way, bits a second each way
HEAVIEST = 8  # explorers that are dragged: those that send most over the line


class Weight(NamedTuple):
    """Kilobytes of a picture when the first slider moves, the median of a few."""

    near: float  # as it is sent at home
    far: float  # as it is sent over a slow line


class SlowDrag(NamedTuple):
    """Drags of one explorer's first slider over the slow line; medians of the repetitions, milliseconds."""

    name: str
    weight: Weight  # of a picture
    pictures: float  # per second
    longest: float  # without a new picture
    settle: float  # from the last change of the slider to the last picture
    whole: float  # and until nothing is missing in it that was left out on the way


def weigh(cls):
    """Return the `Weight` of an explorer's pictures; None if it has no slider."""
    from course_lib.kit.stage.widget import View

    sliders = [name for name, control in cls.controls.items() if isinstance(control, Number)]
    if not sliders:
        return None
    view, sizes = View(cls()), {False: [], True: []}
    low, high = cls.controls[sliders[0]].low, cls.controls[sliders[0]].high
    for far, found in sizes.items():
        view.send = lambda content, buffers, found=found: found.append(sum(map(len, buffers)) / 1000)
        for share in (0.2, 0.4, 0.6, 0.8, 0.37, 0.63):
            value = type(low)(low + share * (high - low))
            view._receive({"set": {sliders[0]: value}, "far": far}, [])
    return Weight(*(statistics.median(found) for found in sizes.values()))


def heaviest(classes):
    """Return the classes that send most over the line."""
    weights = {cls: weigh(cls) for cls in classes}
    return sorted(filter(weights.get, classes), key=lambda cls: -weights[cls].far)[:HEAVIEST]


def measure(stand, repetitions, *, only=(), seconds=drive.DRAG_SECONDS):
    """Yield a `SlowDrag` for the reference figure and the heaviest explorers (or those whose names are in `only`)."""
    from course_lib.kit.sweep.walk import every_explorer

    classes = every_explorer()
    chosen = [cls for cls in classes if cls.__name__ in only] if only else heaviest(classes)
    with slow_line(stand.lab.address, delay=DELAY, bits=BITS) as (address, line):
        far = stand.at(address)
        with far.notebook(WARM, "", name="line") as lab_page:
            page = lab_page.page
            far.run(page, 0)
            for cls in (Reference, *chosen):
                line.slow = False
                explorers.show(page, f"from {cls.__module__} import {cls.__name__}\n{cls.__name__}()")
                slider = page.locator(".course-explorer .controls input[type=range]").first
                slider.scroll_into_view_if_needed()
                slider.focus()
                line.slow = True
                yield _dragged(page, slider, cls, repetitions, seconds)
            line.slow = False


def _dragged(page, slider, cls, repetitions, seconds):
    low, high = (float(slider.get_attribute(end)) for end in ("min", "max"))
    drags = []
    for _ in range(repetitions):
        drags.append(drive.drag(page, slider, low, high, seconds=seconds))
    middle = lambda part: statistics.median(getattr(drag, part) for drag in drags)  # noqa: E731
    name = "the reference figure" if cls is Reference else cls.__name__
    return SlowDrag(name, weigh(cls), *(middle(part) for part in ("pictures", "longest", "settle", "whole")))
