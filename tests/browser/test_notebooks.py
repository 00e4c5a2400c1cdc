"""Each notebook as a reader uses it: every explorer shown and moved, a bet placed, nothing complained of."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from course_lib.kit.sweep.walk import every_explorer
from tools.publish import course

BY_NAME = {notebook.name: notebook for notebook in course.read()}
NOTEBOOKS = list(BY_NAME)

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
    """Click presets until one leads elsewhere; return whether picture, alt text and finding followed."""
    presets = explorer.root.locator(".presets button:not(.reset)")
    return any(explorer.changes(presets.nth(n).click) for n in range(presets.count()))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_reader_goes_through_the_notebook(desk, name):
    """The first is run whole. Of the others what moves: that each cell runs and says what is stored, nbval sees."""
    notebook = BY_NAME[name]
    desk.turn_to(f"{name}.ipynb")
    if name == NOTEBOOKS[0]:
        desk.run_all()
    else:
        desk.execute(imports(notebook)).run_cells(*moving_cells(notebook))
    assert desk.errors_in_cells() == []

    explorers = desk.explorers(len(notebook.explorers()))
    assert len(explorers) == explorers_stored_in(notebook) > 0
    for explorer in explorers:
        explorer.root.scroll_into_view_if_needed()
        assert explorer.changes(lambda explorer=explorer: press_first_control(explorer)), (
            f"{explorer.title}: by keyboard"
        )
        assert click_a_preset(explorer), f"{explorer.title}: by a preset"
        assert explorer.status == ""

    bet = desk.page.locator(".predict").first
    bet.scroll_into_view_if_needed()
    bet.get_by_role("button", name="It depends").focus()
    desk.page.keyboard.press("Enter")
    bet.locator(".predict-verdict").wait_for()

    assert serious_violations(desk.page) == []
    assert desk.complaints == []
    desk.close()


def explorers_stored_in(notebook):
    """Return how many cells of the committed notebook end with an explorer."""
    names = "|".join(cls.__name__ for cls in every_explorer())
    return sum(bool(re.search(rf"^({names})\(.*\)$", course.source(cell), re.MULTILINE)) for cell in notebook.cells)


def imports(notebook):
    """Return the lines that import what the moving cells need."""
    lines = [f"from {shown.kind.__module__} import {shown.kind.__name__}" for _, shown in notebook.explorers()]
    return "\n".join([*lines, "from course_lib import predict"])


def moving_cells(notebook):
    """Return the numbers of the cells that show an explorer or take a bet."""
    shown = [id(cell) for cell, _ in notebook.explorers()]
    is_bet = lambda cell: cell["cell_type"] == "code" and "predict(" in course.source(cell)  # noqa: E731
    return [number for number, cell in enumerate(notebook.cells) if id(cell) in shown or is_bet(cell)]


def serious_violations(page):
    """Return what axe-core finds serious or critical inside explorers and predictions."""
    inside = [[selector] for selector in (".course-explorer", ".predict") if page.locator(selector).count()]
    assert inside, "nothing to look at"
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in Axe().run(page, context={"include": inside}).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
