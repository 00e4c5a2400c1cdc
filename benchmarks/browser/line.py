"""Drags over a slow line: 50 ms are added to each round trip, and 2 Mbit/s pass."""

import statistics
from typing import NamedTuple

from benchmarks.browser import drive, explorers
from benchmarks.browser.stand import WARM
from tests.browser.slow_line import slow_line

DELAY, BITS = 0.025, 2e6  # seconds each way, bits a second each way
REFERENCE = "from benchmarks.browser.reference import Reference\nReference()"


class SlowDrag(NamedTuple):
    """Drags of one explorer's first slider over the slow line; medians of the repetitions, milliseconds."""

    name: str
    kilobytes: float  # of a picture, before they are compressed for the line
    pictures: float  # per second
    longest: float  # without a new picture
    settle: float  # from the last change of the slider to the last picture


def measure(stand, repetitions, others=(), *, seconds=drive.DRAG_SECONDS):
    """Yield a `SlowDrag` for the reference figure and for each of `others`: (class, kilobytes of a picture)."""
    with slow_line(stand.lab.address, delay=DELAY, bits=BITS) as (address, line):
        far = stand.at(address)
        with far.notebook(WARM, "", name="line") as lab_page:
            page = lab_page.page
            far.run(page, 0)
            shown = [("the reference figure", REFERENCE, None)]
            shown += [
                (cls.__name__, f"from {cls.__module__} import {cls.__name__}\n{cls.__name__}()", kilobytes)
                for cls, kilobytes in others
            ]
            for name, source, kilobytes in shown:
                line.slow = False
                explorers.show(page, source)
                slider = page.locator(".course-explorer .controls input[type=range]").first
                if not slider.count():
                    continue
                slider.scroll_into_view_if_needed()
                slider.focus()
                if kilobytes is None:
                    drive.press(page, "ArrowRight")
                    kilobytes = drive.press(page, "ArrowRight").received / 1000
                line.slow = True
                yield _dragged(page, slider, name, kilobytes, repetitions, seconds)
            line.slow = False


def _dragged(page, slider, name, kilobytes, repetitions, seconds):
    low, high = (float(slider.get_attribute(end)) for end in ("min", "max"))
    drags = []
    for _ in range(repetitions):
        drags.append(drive.drag(page, slider, low, high, seconds=seconds))
    middle = lambda part: statistics.median(getattr(drag, part) for drag in drags)  # noqa: E731
    return SlowDrag(name, kilobytes, middle("pictures"), middle("longest"), middle("settle"))
