"""The live view in JupyterLab: clicks on the picture, impossible settings, two views, a reload, the dark theme."""

import pytest

from tests.browser.jupyter import running_notebook
from tests.browser.test_notebooks import serious_violations

pytestmark = pytest.mark.browser

TRIAL = """\
from tests.kit.explorer.trial import Trial
trial = Trial()
trial"""


@pytest.fixture(scope="module")
def opened(browser, lab):
    """A page with a notebook that shows one explorer twice, and one that starts elsewhere.

    Opening it takes longer than any test here, so they share it.
    """
    with running_notebook(browser, lab, "trial", (TRIAL, "trial", "Trial(threshold=7.0)")) as page:
        page.explorer(1).settled()
        yield page


@pytest.fixture
def trial(opened):
    explorer = opened.explorer()
    explorer.root.get_by_role("button", name="Reset").click()
    explorer.root.locator(".status:empty").wait_for(state="attached")
    explorer.settled()
    opened.complaints.clear()
    return opened


def at(explorer, x, y):
    """Return page coordinates of a point of the figure, given as shares of its width and height."""
    explorer.root.scroll_into_view_if_needed()
    box = explorer.root.locator("canvas").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_a_click_on_a_cell_sets_the_controls(trial):
    explorer = trial.explorer()
    assert explorer.finding == "row 0, column 0, point at 2.0"
    assert explorer.changes(lambda: trial.page.mouse.click(*at(explorer, 0.45, 0.9)))
    assert explorer.finding == "row 3, column 3, point at 2.0"
    assert explorer.root.get_by_label("row", exact=True).input_value() == "3"


def test_arrow_keys_move_a_cell_and_a_point(trial):
    explorer = trial.explorer()
    cell = explorer.root.get_by_role("slider", name="chosen cell")
    cell.focus()
    assert explorer.changes(lambda: trial.page.keyboard.press("ArrowDown"))
    assert explorer.finding == "row 1, column 0, point at 2.0"  # y points down in this picture
    assert explorer.changes(lambda: trial.page.keyboard.press("ArrowRight"))
    assert explorer.finding == "row 1, column 1, point at 2.0"
    assert cell.get_attribute("aria-valuetext") == "column 1, row 1"
    explorer.root.get_by_role("slider", name="threshold; arrow keys move it").focus()
    assert explorer.changes(lambda: trial.page.keyboard.press("ArrowLeft"))
    assert explorer.finding == "row 1, column 1, point at 1.5"


def test_a_point_is_dragged(trial):
    explorer = trial.explorer()
    mouse = trial.page.mouse
    mouse.move(*at(explorer, 0.65, 0.5))  # the point stands at 2 of 0..10, in axes from 0.55 to 1.05 of the width
    mouse.down()
    mouse.move(*at(explorer, 0.75, 0.5), steps=8)
    mouse.up()
    explorer.settled()
    assert explorer.finding == "row 0, column 0, point at 4.0"


def test_an_impossible_setting_is_said_and_the_last_good_picture_stays(trial):
    explorer = trial.explorer()
    before = explorer.seen()
    box = explorer.root.get_by_label("row, as a number")
    box.fill("7")
    box.press("Tab")
    explorer.settled()
    assert explorer.status == "`row` must be below 4, got 7"
    assert explorer.seen() == before
    explorer.root.get_by_role("button", name="Reset").click()
    explorer.root.locator(".status:empty").wait_for(state="attached")
    assert explorer.finding == "row 0, column 0, point at 2.0"


def test_a_key_press_changes_the_page_in_a_task_of_its_own_and_each_press_counts(trial):
    """Chrome would hold the kernel's answer back otherwise: see `showValuesLater` in session.js."""
    explorer = trial.explorer()
    slider = explorer.root.get_by_label("threshold", exact=True)
    seen = slider.evaluate(
        """async (slider) => {
          const root = slider.closest(".course-explorer");
          const changes = new MutationObserver(() => {});
          changes.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
          const key = { key: "ArrowRight", bubbles: true, cancelable: true };
          const press = () => slider.dispatchEvent(new KeyboardEvent("keydown", key));
          press();
          press();
          const atOnce = [changes.takeRecords().length, slider.value];
          await new Promise((resolve) => { setTimeout(resolve); });
          return [...atOnce, slider.value];
        }"""
    )
    assert seen == [0, "2", "3"]
    explorer.settled()
    assert explorer.finding == "row 0, column 0, point at 3.0"


def test_what_is_no_number_changes_nothing(trial):
    explorer = trial.explorer()
    box = explorer.root.get_by_label("row, as a number")
    box.fill("")
    box.press("Tab")
    explorer.settled()
    assert explorer.finding == "row 0, column 0, point at 2.0"
    assert trial.complaints == []


def test_two_views_show_the_same_setting(trial):
    first, second = trial.explorer(0), trial.explorer(1)
    assert second.changes(first.root.get_by_role("button", name="corner").click)
    assert first.finding == second.finding == "row 3, column 3, point at 2.0"
    assert first.seen() == second.seen()
    assert second.root.get_by_label("row", exact=True).input_value() == "3"


def test_a_preset_sets_the_rest_to_the_defaults_and_reset_leads_to_the_start(trial):
    explorer = trial.explorer(2)
    assert explorer.finding == "row 0, column 0, point at 7.0"
    assert explorer.changes(explorer.root.get_by_role("button", name="corner").click)
    assert explorer.finding == "row 3, column 3, point at 2.0"  # where its claim was proved
    assert explorer.changes(explorer.root.get_by_role("button", name="Reset").click)
    assert explorer.finding == "row 0, column 0, point at 7.0"


def test_a_reloaded_page_shows_the_present_setting(trial):
    explorer = trial.explorer()
    assert explorer.changes(explorer.root.get_by_role("button", name="corner").click)
    trial.save()
    trial.page.reload(wait_until="load")
    again = trial.explorer()
    again.settled()
    assert again.finding == "row 3, column 3, point at 2.0"
    assert again.changes(again.root.get_by_role("button", name="Reset").click)


def test_a_defect_of_the_explorer_is_said_on_the_page(trial):
    explorer = trial.explorer()
    box = explorer.root.get_by_label("column, as a number")
    box.fill("7")
    box.press("Tab")
    explorer.settled()
    assert explorer.status == "This explorer stopped with ZeroDivisionError: a defect made for the test"


def test_the_code_unfolds_and_follows(trial):
    explorer = trial.explorer()
    explorer.root.locator("summary").click()
    code = explorer.root.locator("pre")
    assert "row = 0" in code.inner_text()
    explorer.changes(explorer.root.get_by_role("button", name="corner").click)
    assert "row = 3" in code.inner_text()


def test_dark_theme_has_readable_controls_and_a_white_stage(trial):
    trial.page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    trial.page.wait_for_selector("body[data-jp-theme-light='false']", state="attached")
    explorer = trial.explorer()
    ground = explorer.root.locator(".stage").evaluate("stage => getComputedStyle(stage).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert serious_violations(trial.page) == []
    trial.page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'})")
    trial.page.wait_for_selector("body[data-jp-theme-light='true']", state="attached")


def test_a_saved_notebook_opened_without_its_kernel_shows_the_still_picture(desk, lab, opened):
    """The last test of this file: it leaves the page without its kernel, and the file still names the live view."""
    opened.save()
    assert "widget-view" in (lab.folder / "trial.ipynb").read_text()
    opened.shut_down()
    desk.turn_to("trial.ipynb")
    picture = desk.page.locator(".jp-OutputArea-output img").first
    picture.wait_for()
    assert desk.page.get_by_text("model not found").count() == 0
    desk.close()
