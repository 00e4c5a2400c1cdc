"""Lecture mode in JupyterLab: large, folded, moved by the clicker, and off again."""

import pytest

from course_lib.kit.explorer.example import SquareWave
from tests.browser.jupyter import running_notebook

pytestmark = pytest.mark.browser

CELLS = [
    "import course_lib\nfrom course_lib.kit.explorer.example import SquareWave\n\n# folded\n# folded",
    "SquareWave()",
    "SquareWave(terms=9)",
    "course_lib.lecture()",
]


@pytest.fixture(scope="module")
def opened(browser, lab):
    with running_notebook(browser, lab, "lecture", CELLS) as page:
        page.explorer(1).settled()
        page.page.wait_for_selector("body.course-lecture", state="attached")
        yield page


def size_of_text(locator):
    return float(locator.evaluate("element => parseFloat(getComputedStyle(element).fontSize)"))


def test_explorers_are_large_and_code_is_folded(opened):
    explorer = opened.explorer(0)
    assert size_of_text(explorer.root.locator(".finding")) >= 20
    canvas = explorer.root.locator("canvas").bounding_box()
    assert canvas["width"] > 100 * SquareWave.size[0], "larger than the figure's own size"
    assert canvas["height"] < 700
    code = opened.page.locator(".jp-CodeCell .jp-InputArea").first
    assert code.bounding_box()["height"] < 60


def test_presets_picture_and_read_out_are_on_a_small_screen_at_once(opened):
    page, root = opened.page, opened.explorer(1).root
    page.set_viewport_size({"width": 1280, "height": 720})
    root.evaluate("root => root.scrollIntoView({ block: 'start' })")
    page.wait_for_function("root => root.getBoundingClientRect().top < 200", arg=root.element_handle())
    boxes = [root.locator(part).bounding_box() for part in (".presets", ".stage", ".finding", ".controls")]
    tops, bottoms = [box["y"] for box in boxes], [box["y"] + box["height"] for box in boxes]
    assert tops == sorted(tops)
    assert bottoms[2] < 700, "above JupyterLab's status bar"
    page.set_viewport_size({"width": 1400, "height": 1000})


def test_the_clicker_presses_the_presets_and_goes_on_to_the_next_explorer(opened):
    page, first, second = opened.page, opened.explorer(0), opened.explorer(1)
    page.evaluate("document.activeElement.blur()")
    first.root.scroll_into_view_if_needed()
    for label, preset in SquareWave.presets.items():
        page.keyboard.press("PageDown")
        page.wait_for_function(
            "([root, text]) => root.querySelector('.finding').textContent === text",
            arg=[first.root.element_handle(), SquareWave(**preset.values).finding],
        )
        assert first.root.locator(".presets .current").inner_text() == label
    page.keyboard.press("PageUp")
    page.wait_for_function(
        "([root, text]) => root.querySelector('.finding').textContent === text",
        arg=[first.root.element_handle(), SquareWave(terms=5).finding],
    )
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")  # past the last preset
    page.wait_for_function(
        "root => root.getBoundingClientRect().top < innerHeight / 2", arg=second.root.element_handle()
    )
    page.keyboard.press("PageDown")
    page.wait_for_function(
        "([root, text]) => root.querySelector('.finding').textContent === text",
        arg=[second.root.element_handle(), SquareWave(terms=1).finding],
    )


def test_in_slides_the_key_goes_on_after_the_last_preset(opened):
    page, root = opened.page, opened.explorer(0).root
    root.evaluate("""root => {
      root.parentElement.classList.add("reveal"); // as jupyterlab-rise has it
      root.querySelector(".presets button:nth-last-child(2)").click();
      addEventListener("keydown", (event) => { window.passedOn = event.key; }, true);
    }""")
    root.locator(".presets button").first.focus()
    page.keyboard.press("PageUp")
    assert page.evaluate("window.passedOn") is None
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert page.evaluate("window.passedOn") == "PageDown"
    root.evaluate("root => root.parentElement.classList.remove('reveal')")


def test_one_call_takes_it_all_back(opened):
    """The last test of this file."""
    page = opened.page
    page.evaluate("""() => {
      const panel = window.jupyterapp.shell.currentWidget;
      const cell = panel.content.widgets.at(-1);
      cell.model.sharedModel.setSource("course_lib.lecture(False)");
      panel.content.activeCellIndex = panel.content.widgets.length - 1;
      return window.jupyterapp.commands.execute("notebook:run-cell");
    }""")
    page.wait_for_selector("body:not(.course-lecture)", state="attached")
    assert page.get_by_text("Lecture mode is off.").count()
    explorer = opened.explorer(0)
    assert size_of_text(explorer.root.locator(".finding")) < 18
    before = explorer.finding
    page.keyboard.press("PageDown")
    assert explorer.settled().finding == before
    assert opened.complaints == []
