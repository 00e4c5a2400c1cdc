"""Presses keys and drags sliders in a page, and reads from `watch.js` what a reader would have seen, and when."""

import itertools
import json
import random
import statistics
import time
from pathlib import Path
from typing import NamedTuple

WATCH = Path(__file__).with_name("watch.js")
DRAG_SECONDS = 5
THERE_AND_BACK = 2.5  # seconds that the pointer takes for the whole slider and back
PATIENCE = 10_000  # milliseconds
HOLD = 60  # milliseconds that a finger stays on a key; a quick typist's stays for about 80


class Press(NamedTuple):
    """One key press, milliseconds."""

    painted: float  # from the press until the new picture is on the screen
    painting: float  # of it, since the kernel's answer came
    received: int  # bytes
    sent: int


class Drag(NamedTuple):
    """One drag of a slider there and back."""

    pictures: float  # per second
    lag: list  # for each picture, milliseconds since the slider had its value
    settle: float  # milliseconds from the last change of the slider until the last picture
    whole: float  # and until the whole of it was there, if it had lost something on its way
    longest: float  # milliseconds in which no new picture came, at worst
    afterwards: int  # pictures that came after letting go
    right: bool  # whether the last picture is that of the last setting


def middle_and_tail(numbers):
    """Return the median and the 95th percentile.

    >>> middle_and_tail(range(1, 102))
    (51, 96)
    """
    ordered = sorted(numbers)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]


def watched(context):
    """Return a new page of a browser context, with `watch.js` in it."""
    page = context.new_page()
    page.add_init_script(path=WATCH)
    return page


def call(page, name, *arguments):
    return page.evaluate("([name, rest]) => window.courseWatch[name](...rest)", [name, list(arguments)])


def until(page, view, patience=PATIENCE):
    """Wait for a certain picture; return it, or None."""
    return page.evaluate(
        "([view, patience]) => window.courseWatch.until((seen) => seen === view, patience)", [view, patience]
    )


def until_another(page, view, patience=PATIENCE):
    return page.evaluate(
        "([view, patience]) => window.courseWatch.until((seen) => seen !== view, patience)", [view, patience]
    )


def last_view(page):
    return page.evaluate("window.courseWatch.last")


def press(page, *keys, view=None, patience=PATIENCE, hold=HOLD):
    """Press the keys, wait for the picture named `view` (or for any other than the present one); return a `Press`.

    None when no picture came.

    hold : milliseconds that each key stays down
    """
    before = last_view(page)
    page.evaluate("window.courseWatch.reset()")
    for key in keys:
        page.keyboard.press(key, delay=hold)
    seen = until_another(page, before, patience) if view is None else until(page, view, patience)
    if seen is None:
        return None
    state = page.evaluate("({ pressed: courseWatch.pressed, ...courseWatch.socket })")
    painting = seen["at"] - (state["answer"] or seen["at"])
    return Press(seen["at"] - state["pressed"], painting, state["received"], state["sent"])


def pause(shortest=0.05, longest=0.1):
    """Wait a little, so that presses fall anywhere between two frames."""
    time.sleep(random.uniform(shortest, longest))


def drag(page, slider, low, high, *, seconds=DRAG_SECONDS):
    """Drag the thumb of `slider` (a locator) to and fro; return a `Drag`.

    Pictures must be named "value,...": the value of the slider first.
    """
    box, frames = slider.bounding_box(), 1 / 60
    y = box["y"] + box["height"] / 2
    start = (call(page, "setting") - low) / (high - low)  # where the thumb is, 0..1
    thumb = 16  # a native thumb stops half its width before the ends; a ratio is near enough for ipywidgets' too
    across = lambda share: box["x"] + thumb / 2 + share * (box["width"] - thumb)  # noqa: E731
    page.mouse.move(across(start), y)
    page.mouse.down()
    time.sleep(0.1)
    page.evaluate("window.courseWatch.reset()")
    begin, step = time.perf_counter(), 0
    while (now := time.perf_counter() - begin) < seconds:
        phase = (start / 2 + now / THERE_AND_BACK) % 1
        page.mouse.move(across(2 * phase if phase < 0.5 else 2 - 2 * phase), y)
        step = max(step + 1, int(now / frames))
        time.sleep(max(0, begin + step * frames - time.perf_counter()))
    page.mouse.up()
    _quiet(page)
    page.wait_for_function("() => !courseWatch.lossy", timeout=PATIENCE)
    views, settings, let_go, whole = page.evaluate(
        "[courseWatch.views, courseWatch.settings, courseWatch.released, courseWatch.whole]"
    )
    return judged(views, settings, let_go, seconds, call(page, "setting"), whole)


def judged(views, settings, let_go, seconds, final, whole=None):
    """Return the `Drag` that views [{at, view}] and settings [{at, value}] amount to.

    whole : when the last picture had all its pixels, if that was later

        >>> views = [{"at": 30, "view": "1,0"}, {"at": 130, "view": "2,0"}]
        >>> judged(views, [{"at": 0, "value": 1}, {"at": 90, "value": 2}], 100, 0.1, 2)
        Drag(pictures=10.0, lag=[30], settle=40, whole=40, longest=100, afterwards=1, right=True)
    """
    during = [seen for seen in views if seen["at"] <= let_go]
    lag = []
    for seen in during:
        value = int(seen["view"].split(",")[0])
        before = [setting["at"] for setting in settings if setting["value"] == value and setting["at"] <= seen["at"]]
        lag += [seen["at"] - max(before)] if before else []
    last_change = settings[-1]["at"] if settings else let_go
    settle = max(0, views[-1]["at"] - last_change) if views else float("nan")
    times = [let_go - 1000 * seconds, *(seen["at"] for seen in views)]
    return Drag(
        pictures=len(during) / seconds,
        lag=lag,
        settle=settle,
        whole=settle if whole is None else max(settle, whole - last_change),
        longest=max(after - before for before, after in itertools.pairwise(times)) if views else float("nan"),
        afterwards=len(views) - len(during),
        right=bool(views) and int(views[-1]["view"].split(",")[0]) == final,
    )


def _quiet(page, calm=1000, patience=15_000):
    """Wait until no picture has come for `calm` milliseconds."""
    page.wait_for_function(
        "calm => performance.now() - Math.max(courseWatch.views.at(-1)?.at ?? 0, courseWatch.settings.at(-1)?.at ?? 0)"
        " > calm",
        arg=calm,
        timeout=patience,
    )


class KernelLog:
    """Reads what `kernel_log.Log` writes, line by line."""

    def __init__(self, path):
        self.path, self._read = Path(path), 0
        self.path.touch()

    def new(self):
        """Return the lines since the last call, as dicts."""
        text = self.path.read_text()
        lines, self._read = text[self._read :], len(text)
        return [json.loads(line) for line in lines.splitlines()]
