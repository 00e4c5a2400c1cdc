"""The pace of an explorer that is slow, and of one behind a slow line: what a reader sees while dragging.

In which order it is seen: how long it takes is measured, not tested (`make bench-browser`).
"""

import pytest

from tests.browser.jupyter import LabPage, write_notebook
from tests.browser.slow_line import slow_line

pytestmark = pytest.mark.browser

CELLS = (
    "from tests.kit.explorer.trial import Slow\nSlow()",
    "from tests.kit.explorer.trial import Sketched\nSketched()",
    "from tools.bench.browser.reference import Reference\nReference()",
)
THUMB = 16  # pixels of a slider's thumb, which stops half its width before the ends
PLACES = 20  # of the thumb, from end to end; at each the slider has another value
# Note what a reader sees of an explorer whenever its words or its picture have changed: the number that the bars or the
# patch show, the one that the words say, how many bars there are, and how many pictures there were before.
WATCH = """number => {
  const root = document.querySelectorAll(".course-explorer")[number];
  const canvas = root.querySelector("canvas");
  const pixels = (...box) => canvas.getContext("2d").getImageData(...box).data;
  // The height of the first bar, 0..41, read along its middle.
  const height = () => {
    const eye = pixels(Math.round(canvas.width * 0.035), 0, 1, canvas.height);
    let count = 0;
    for (let i = 0; i < canvas.height; i++) count += eye[4 * i] < 128;
    return Math.round((41 * count) / canvas.height);
  };
  const bars = () => {
    const eye = pixels(0, canvas.height - 3, canvas.width, 1);
    let count = 0;
    for (let i = 1; i < canvas.width; i++) count += eye[4 * i] < 128 && eye[4 * i - 4] >= 128;
    return count;
  };
  const patch = () => Math.round(pixels(8, 8, 1, 1)[0] / 6);
  const note = () => {
    const said = Number(/(?:height|k =) (\\d+)/.exec(root.querySelector(".finding").textContent)[1]);
    const shown = number === 2 ? patch() : height();
    const lossy = root.hasAttribute("data-lossy");
    watch.seen.push({ shown, said, lossy, bars: bars(), frame: root.session.frames });
  };
  const watch = { root, bars, seen: [], begin: root.session.frames, end: null };
  const attributeFilter = ["data-frame", "data-lossy", "aria-label"];
  window.courseWatch?.observer.disconnect();
  watch.observer = new MutationObserver(note);
  watch.observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter });
  addEventListener("pointerup", () => { watch.end ??= root.session.frames; }, true);
  window.courseWatch = watch;
}"""


@pytest.fixture(scope="module")
def opened(browser, lab):
    """A page whose line can be made slow, with a slow explorer, a sketched one and the reference figure."""
    write_notebook(lab.folder, "pace", CELLS)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    with slow_line(lab.address, delay=0.025, bits=2e6) as (address, line):
        opened = LabPage(context.new_page(), address).open("pace.ipynb").run_all()
        opened.line = line
        opened.explorer(2).settled()
        yield opened
        line.slow = False
        opened.shut_down()
        context.close()


def drag(opened, number, count):
    """Drag the first slider of an explorer until `count` pictures have come, and let go.

    Return what was seen while it was dragged, what was seen afterwards, and the value of the slider.
    """
    page, explorer = opened.page, opened.explorer(number)
    slider = explorer.root.locator("input[type=range]").first
    slider.scroll_into_view_if_needed()
    page.evaluate(WATCH, number)
    box, places = slider.bounding_box(), _to_and_fro()
    across = lambda place: box["x"] + THUMB / 2 + place / PLACES * (box["width"] - THUMB)  # noqa: E731
    y = box["y"] + box["height"] / 2
    page.mouse.move(across(next(places)), y)
    page.mouse.down()
    for wanted in range(1, count + 1):
        for _ in range(3):  # more settings than can be shown
            page.mouse.move(across(next(places)), y)
        page.wait_for_function("wanted => courseWatch.root.session.frames - courseWatch.begin >= wanted", arg=wanted)
    page.mouse.up()
    explorer.settled()
    page.wait_for_function("() => !courseWatch.root.hasAttribute('data-lossy')")
    seen, end = page.evaluate("[courseWatch.seen, courseWatch.end]")
    during, afterwards = ([one for one in seen if (one["frame"] > end) == late] for late in (False, True))
    return during, afterwards, int(slider.input_value())


def _to_and_fro():
    while True:
        yield from range(PLACES)
        yield from range(PLACES, 0, -1)


def frames(seen):
    """Return how many pictures there were; the whole of one that had lost something is no new one."""
    return len({one["frame"] for one in seen})


def agree(seen):
    """Return whether picture and words have always said the same."""
    return all(one["shown"] == one["said"] for one in seen)


def test_a_slow_explorer_shows_pictures_while_it_is_dragged_and_the_last_setting_at_the_end(opened):
    during, afterwards, value = drag(opened, 0, 5)
    assert frames(during) >= 5
    assert agree(during + afterwards)
    assert (during + afterwards)[-1]["shown"] == value
    assert frames(afterwards) <= 2  # the one under way, and the last


def test_a_sketched_explorer_is_coarse_while_it_is_held_and_fine_afterwards(opened):
    during, afterwards, value = drag(opened, 1, 16)
    assert frames(during) >= 16
    assert {one["bars"] for one in during} == {4}
    assert agree(during + afterwards)
    assert (afterwards[-1]["shown"], afterwards[-1]["bars"]) == (value, 16)
    explorer = opened.explorer(1)
    assert explorer.finding.startswith("16 bars of height")
    opened.page.mouse.down()
    opened.page.mouse.move(600, 300)
    opened.page.wait_for_function("() => courseWatch.bars() === 4")
    assert explorer.finding.startswith("4 bars of height")
    opened.page.mouse.up()
    opened.page.wait_for_function("() => courseWatch.bars() === 16")


def test_over_a_slow_line_a_drag_shows_pictures_throughout_and_no_more_than_two_after_it(opened):
    opened.line.slow = True
    during, afterwards, value = drag(opened, 2, 12)
    opened.line.slow = False
    seen = during + afterwards
    assert frames(during) >= 12
    assert agree(seen)
    assert seen[-1]["shown"] == value
    assert frames(afterwards) <= 2
    lossy = [one["lossy"] for one in seen if one["frame"] == seen[-1]["frame"]]
    assert lossy[0], "over such a line an image loses something"
    assert not lossy[-1], "its whole came at the end"
