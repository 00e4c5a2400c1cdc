"""Each notebook as a reader uses it: run whole, every explorer moved, a bet placed, nothing complained of."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from course_lib.kit.sweep.walk import every_explorer

NOTEBOOKS_FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(path.name for path in NOTEBOOKS_FOLDER.glob("*.ipynb"))

pytestmark = pytest.mark.browser


def press_first_control(explorer):
    """Focus the first control and use the keys that move its kind."""
    control = explorer.root.locator(".controls").locator("input, select").first
    control.focus()
    kind = control.evaluate("element => element.type")
    keys = {"range": ["ArrowRight"], "select-one": ["ArrowDown"], "checkbox": ["Space"], "number": ["ArrowUp", "Tab"]}
    back = {
        "range": ["ArrowLeft"],
        "select-one": ["ArrowUp"],
        "number": ["ArrowDown", "Tab"],
    }  # for a default that stands at the end
    at_its_end = control.evaluate(
        "element => ['range', 'number'].includes(element.type) ? element.value === element.max"
        " : element.type === 'select-one' && element.selectedIndex === element.length - 1"
    )
    for key in (back if at_its_end else keys)[kind]:
        explorer.page.keyboard.press(key)


def click_a_preset(explorer):
    """Click the first preset that leads elsewhere; return whether picture, alt text and finding followed."""
    presets = explorer.root.locator(".presets button:not(.reset)")
    return any(explorer.changes(presets.nth(n).click, seconds=3) for n in range(presets.count()))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_reader_goes_through_the_notebook(lab_page, name):
    lab_page.open(name).run_all()
    assert lab_page.errors_in_cells() == []

    explorers = lab_page.explorers()
    assert len(explorers) == explorers_stored_in(name) > 0
    for explorer in explorers:
        explorer.root.scroll_into_view_if_needed()
        assert explorer.alt == explorer.finding
        assert explorer.changes(lambda explorer=explorer: press_first_control(explorer)), (
            f"{explorer.title}: by keyboard"
        )
        assert explorer.alt == explorer.finding
        explorer.settled()
        assert click_a_preset(explorer), f"{explorer.title}: by a preset"
        assert explorer.status == ""

    bet = lab_page.page.locator(".predict").first
    bet.scroll_into_view_if_needed()
    bet.get_by_role("button", name="It depends").focus()
    lab_page.page.keyboard.press("Enter")
    bet.locator(".predict-verdict").wait_for(timeout=10_000)

    assert serious_violations(lab_page.page) == []
    assert lab_page.complaints == []
    lab_page.shut_down()


def explorers_stored_in(name):
    """Return how many cells of the committed notebook end with an explorer."""
    cells = json.loads((NOTEBOOKS_FOLDER / name).read_text(encoding="utf-8"))["cells"]
    names = "|".join(cls.__name__ for cls in every_explorer())
    return sum(bool(re.search(rf"^({names})\(.*\)$", "".join(cell["source"]), re.MULTILINE)) for cell in cells)


def serious_violations(page):
    """Return what axe-core finds serious or critical inside explorers and predictions."""
    found = []
    for selector in (".course-explorer", ".predict"):
        if page.locator(selector).count():
            response = Axe().run(page, context={"include": [[selector]]}).response
            found += [
                f"{violation['id']}: {node['html'][:120]}"
                for violation in response["violations"]
                if violation["impact"] in ("serious", "critical")
                for node in violation["nodes"]
            ]
    return found
