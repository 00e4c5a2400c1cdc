"""What is due is asked in a browser, and the answer says when it comes back."""

import pytest

from tests.browser.jupyter import running_notebook
from tests.browser.test_notebooks import serious_violations

pytestmark = pytest.mark.browser

CELLS = [
    # a learner of her own, who bet on 12 March and comes back on the 20th
    "import os, tempfile\nos.environ['COURSE_PROGRESS'] = os.path.join(tempfile.mkdtemp(), 'progress.json')",
    "from datetime import date\nfrom course_lib import predict, progress, review\n"
    "from course_lib.kit.practice.progress import days, records",
    "days.today = lambda: date(2025, 3, 12)\n"
    "records.record_bet('conv-output-formula', 'depends', right=False)\n"
    "records.record_bet('conv-edges-high-level', 'holds', right=False)\n"
    "days.today = lambda: date(2025, 3, 20)",
    "review()",
]


@pytest.fixture(scope="module")
def page(browser, lab):
    with running_notebook(browser, lab, "review", CELLS) as page:
        yield page


def test_a_claim_that_is_due_is_asked_by_keyboard_and_says_when_it_comes_back(page):
    bets = page.page.locator(".predict")
    bets.nth(1).wait_for()
    assert bets.count() == 2
    assert page.page.locator(".widget-html").inner_text().startswith("2 claims are due. About 2 minutes")
    edges, formula = bets.nth(0), bets.nth(1)
    assert edges.locator(".predict-claim").inner_text().startswith("Once more. The notes say: “A kernel extracts")
    assert edges.locator(".predict-reason").inner_text() == "You bet it holds, on 12 March."
    assert edges.evaluate("e => document.getElementById(e.getAttribute('aria-describedby')).textContent") == (
        "You bet it holds, on 12 March."
    )
    assert edges.locator(".predict-result").inner_text() == ""

    for bet, answer, state, day in (
        (edges, "It does not hold", "right", "24 March"),
        (formula, "It depends", "other", "21 March"),
    ):
        bet.get_by_role("button", name=answer, exact=True).focus()
        page.page.keyboard.press("Enter")
        bet.locator(".predict-next").wait_for()
        assert bet.locator(".predict-next").inner_text() == f"It comes back on {day}."
        assert bet.locator("[role=status]").get_attribute("data-state") == state

    assert serious_violations(page.page) == []
    assert page.errors_in_cells() == []
    assert page.complaints == []
