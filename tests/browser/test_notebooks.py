"""Each notebook as a reader uses it: run whole, every explorer moved, a bet placed, nothing complained of."""

import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

NOTEBOOKS = sorted(path.name for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

pytestmark = pytest.mark.browser


def press_first_control(explorer):
    """Focus the first control and use the keys that move its kind."""
    control = explorer.root.locator(".controls").locator("input, select").first
    control.focus()
    kind = control.evaluate("element => element.type")
    keys = {"range": ["ArrowRight"], "select-one": ["ArrowDown"], "checkbox": ["Space"], "number": ["ArrowUp", "Tab"]}
    at_its_end = kind == "range" and control.evaluate("element => element.value === element.max")
    for key in ["ArrowLeft"] if at_its_end else keys[kind]:
        explorer.page.keyboard.press(key)


def click_a_preset(explorer):
    """Click the first preset that leads elsewhere; return whether picture, alt text and finding followed."""
    presets = explorer.root.locator(".presets button:not(.reset)")
    return any(explorer.changes(presets.nth(n).click, seconds=3) for n in range(presets.count()))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_reader_goes_through_the_notebook(lab_page, name):
    lab_page.open(name).run_all()
    assert lab_page.errors_in_cells() == []

    for explorer in lab_page.explorers():
        explorer.root.scroll_into_view_if_needed()
        assert explorer.alt == explorer.finding
        assert explorer.changes(lambda explorer=explorer: press_first_control(explorer)), (
            f"{explorer.title}: by keyboard"
        )
        assert explorer.alt == explorer.finding
        explorer.settled()
        assert click_a_preset(explorer), f"{explorer.title}: by a preset"
        assert explorer.status == ""

    bets = lab_page.page.locator(".course-prediction")
    for bet in bets.all()[:1]:
        bet.scroll_into_view_if_needed()
        before = bet.inner_text()
        bet.get_by_role("button").first.focus()
        lab_page.page.keyboard.press("Enter")
        wait_until(lambda before=before, bet=bet: bet.inner_text() != before, "the bet was not answered")

    assert serious_violations(lab_page.page) == []
    assert lab_page.complaints == []
    lab_page.shut_down()


def wait_until(condition, complaint, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail(complaint)


def serious_violations(page):
    """Return what axe-core finds serious or critical inside explorers and predictions."""
    found = []
    for selector in (".course-explorer", ".course-prediction"):
        if page.locator(selector).count():
            response = Axe().run(page, context={"include": [[selector]]}).response
            found += [
                f"{violation['id']}: {node['html'][:120]}"
                for violation in response["violations"]
                if violation["impact"] in ("serious", "critical")
                for node in violation["nodes"]
            ]
    return found
