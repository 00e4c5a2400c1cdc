"""The pace of an explorer that is slow, and of one behind a slow line: what a reader sees while dragging."""

import pytest

from tests.browser.jupyter import LabPage, write_notebook
from tests.browser.slow_line import slow_line
from tools.bench.browser import drive

pytestmark = pytest.mark.browser

CELLS = (
    "from tests.kit.explorer.trial import Slow\nSlow()",
    "from tests.kit.explorer.trial import Sketched\nSketched()",
    "from tools.bench.browser.reference import Reference\nReference()",
)
# What a reader sees at one moment: the number that the bars or the patch show, and the one that the words say.
SEE = """() => {
  courseWatch.seen = (number, canvas, words) => {
    const root = document.querySelectorAll(".course-explorer")[number];
    return `${canvas(root.querySelector("canvas"))},${words.exec(root.querySelector(".finding").textContent)[1]}`;
  };
  // The height of the first bar, 0..41, read along its middle.
  const height = (canvas) => {
    const eye = canvas.getContext("2d").getImageData(Math.round(canvas.width * 0.035), 0, 1, canvas.height).data;
    let count = 0;
    for (let i = 0; i < canvas.height; i++) count += eye[4 * i] < 128;
    return Math.round((41 * count) / canvas.height);
  };
  const bars = (canvas) => {
    const eye = canvas.getContext("2d").getImageData(0, canvas.height - 3, canvas.width, 1).data;
    let count = 0;
    for (let i = 1; i < canvas.width; i++) count += eye[4 * i] < 128 && eye[4 * i - 4] >= 128;
    return count;
  };
  courseWatch.bars = (number) => bars(document.querySelectorAll(".course-explorer")[number].querySelector("canvas"));
  courseWatch.heights = (number) => courseWatch.seen(number, height, /height (\\d+)/);
  courseWatch.patches = (number) => courseWatch.seen(number, (canvas) => {
    const [red] = canvas.getContext("2d").getImageData(8, 8, 1, 1).data;
    return Math.round(red / 6);
  }, /k = (\\d+)/);
}"""


@pytest.fixture(scope="module")
def opened(browser, lab):
    """A page whose line can be made slow, with a slow explorer, a sketched one and the reference figure."""
    write_notebook(lab.folder, "pace", CELLS)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    with slow_line(lab.address, delay=0.025, bits=2e6) as (address, line):
        opened = LabPage(drive.watched(context), address).open("pace.ipynb").run_all()
        opened.line = line
        opened.explorer(2).settled()
        opened.page.evaluate(SEE)
        yield opened
        line.slow = False
        opened.shut_down()
        context.close()


def dragged(opened, number, how, seconds):
    """Drag the first slider of an explorer; return the `Drag` and the pictures: (number shown, number said)."""
    explorer = opened.explorer(number)
    slider = explorer.root.locator("input[type=range]").first
    slider.scroll_into_view_if_needed()
    slider.focus()
    drive.call(opened.page, "start", how, number)
    drag = drive.drag(opened.page, slider, 1, 40, seconds=seconds)
    views = opened.page.evaluate("courseWatch.views.map(({ view }) => view)")
    return drag, [tuple(map(int, view.split(","))) for view in views]


def test_a_slow_explorer_shows_pictures_while_it_is_dragged_and_the_last_setting_at_the_end(opened):
    drag, pictures = dragged(opened, 0, "heights", 4)
    assert len(pictures) >= 5  # half a second each
    assert [shown for shown, _ in pictures] == [said for _, said in pictures]
    assert drag.right
    assert drag.afterwards <= 2  # the one under way, and the last


def test_a_sketched_explorer_is_coarse_and_quick_while_it_is_held_and_fine_afterwards(opened):
    drag, pictures = dragged(opened, 1, "heights", 3)
    assert len(pictures) > 15
    assert all(shown == said for shown, said in pictures)
    assert drag.right
    explorer = opened.explorer(1)
    opened.page.wait_for_function("() => courseWatch.bars(1) === 16", timeout=5000)
    assert explorer.finding.startswith("16 bars of height")
    opened.page.mouse.down()
    opened.page.mouse.move(600, 300)
    opened.page.wait_for_function("() => courseWatch.bars(1) === 4", timeout=5000)
    assert explorer.finding.startswith("4 bars of height")
    opened.page.mouse.up()
    opened.page.wait_for_function("() => courseWatch.bars(1) === 16", timeout=5000)


def test_over_a_slow_line_a_drag_shows_pictures_throughout_and_no_more_than_two_after_it(opened):
    """How long that takes is measured, not tested: `make bench-browser`."""
    opened.line.slow = True
    drag, pictures = dragged(opened, 2, "patches", 5)
    opened.line.slow = False
    assert all(shown == said for shown, said in pictures)
    assert drag.right
    assert drag.pictures > 2
    assert drag.longest < 2500  # half the drag: they came throughout
    assert drag.afterwards <= 2
    assert drag.whole > drag.settle  # what the line took from the image came at the end
