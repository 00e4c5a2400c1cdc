"""What an explorer survives: thousands of moves, a notebook left and opened again, a reload, a kernel that goes."""

import os
import signal

import psutil
import pytest

from tests.browser.jupyter import running_notebook

pytestmark = pytest.mark.browser

CELLS = (
    "import os\nprint(os.getpid())",
    "from tests.kit.explorer.trial import Trial\ntrial = Trial()\ntrial",
    "trial",
    "from tools.bench.browser.reference import Reference\n"
    "class Small(Reference):\n"
    '    """Lines, an image and text, as everywhere, on few pixels: what would be left behind counts in kilobytes."""\n'
    "    size = (3, 1.5)\n"
    "Small()",
)
WARM, MOVES, MEGABYTES = 500, 5000, 4
# Move the sliders of an explorer in turn, each time as soon as the last picture is there; count the moves.
MOVE = """([number, moves]) => {
  const root = document.querySelectorAll(".course-explorer")[number];
  const sliders = [...root.querySelectorAll("input[type=range]")];
  let random = 1;
  window.courseMoves = 0;
  const move = () => {
    random = (random * 16807) % 2147483647;
    const slider = sliders[window.courseMoves % sliders.length];
    slider.value = Number(slider.min) + (random / 2147483647) * (slider.max - slider.min);
    slider.dispatchEvent(new Event("input"));
  };
  const observer = new MutationObserver(() => {
    window.courseMoves += 1;
    if (window.courseMoves < moves) move();
    else observer.disconnect();
  });
  observer.observe(root, { attributeFilter: ["data-frame"] });
  move();
}"""


@pytest.fixture(scope="module")
def opened(browser, lab):
    with running_notebook(browser, lab, "endurance", CELLS) as opened:
        opened.explorer(2).settled()
        yield opened


def move(page, number, moves):
    """Make so many moves of an explorer."""
    page.evaluate(MOVE, [number, moves])
    for part in range(1, 11):
        page.wait_for_function("moves => window.courseMoves >= moves", arg=moves * part / 10, polling=200)


@pytest.fixture
def kernel(opened):
    """The kernel's process."""
    return psutil.Process(int(opened.page.locator(".jp-OutputArea-output").first.inner_text()))


def command(page, name, arguments=None):
    """Give JupyterLab a command; do not wait until it is done."""
    page.evaluate("([name, rest]) => { jupyterapp.commands.execute(name, rest ?? undefined); }", [name, arguments])


def run_cell(page, number, source=None):
    """Run a cell, with another source if one is given."""
    page.evaluate(
        "([number, source]) => { const { content } = jupyterapp.shell.currentWidget; content.activeCellIndex = number;"
        " if (source) content.widgets[number].model.sharedModel.setSource(source); }",
        [number, source],
    )
    command(page, "notebook:run-cell")


def works(explorer):
    """Return whether the explorer follows its presets."""
    reset = explorer.root.get_by_role("button", name="Reset")
    reset.click()
    explorer.settled()
    followed = explorer.changes(explorer.root.locator(".presets button").first.click)
    reset.click()
    explorer.settled()
    return followed and explorer.status == ""


def test_two_views_of_one_explorer_follow_each_other_and_either_may_go(opened):
    first, second = opened.explorer(0), opened.explorer(1)
    assert works(first)
    assert works(second)
    assert second.changes(first.root.get_by_role("button", name="corner").click)
    assert first.seen() == second.seen()
    # One picture for both: the second view must not make the page do the work twice.
    assert first.root.get_attribute("data-frame") == second.root.get_attribute("data-frame")
    opened.page.evaluate("jupyterapp.shell.currentWidget.content.widgets[2].model.clearExecution()")
    opened.page.wait_for_function("() => document.querySelectorAll('.course-explorer').length === 2")
    assert works(first)
    run_cell(opened.page, 2)
    opened.page.wait_for_function("() => document.querySelectorAll('.course-explorer').length === 3")
    assert works(opened.explorer(1))


def test_five_thousand_moves_leave_kernel_and_page_as_they_were(opened, kernel):
    session = opened.page.context.new_cdp_session(opened.page)
    session.send("HeapProfiler.enable")

    def megabytes():
        for _ in range(3):
            session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")
        return kernel.memory_full_info().uss / 1e6, (heap["usedSize"] + heap["backingStorageSize"]) / 1e6

    move(opened.page, 2, WARM)  # caches fill, and the thread that answers takes 3 MB once, to work in
    before = megabytes()
    move(opened.page, 2, MOVES)
    after = megabytes()
    assert after[0] - before[0] < MEGABYTES, "the kernel grew"
    assert after[1] - before[1] < MEGABYTES, "the page grew"
    assert works(opened.explorer(2))


def test_a_notebook_left_for_another_tab_and_come_back_to(opened):
    page = opened.page
    page.evaluate("window.courseTab = jupyterapp.shell.currentWidget.id")
    command(page, "launcher:create")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.id !== window.courseTab")
    page.evaluate("jupyterapp.shell.activateById(window.courseTab)")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.id === window.courseTab")
    assert works(opened.explorer(0))


def test_a_notebook_closed_and_opened_again_while_its_kernel_lives(opened):
    page = opened.page
    explorer = opened.explorer(0)
    assert explorer.changes(explorer.root.get_by_role("button", name="corner").click)
    opened.save()
    page.evaluate("jupyterapp.shell.currentWidget.close()")
    page.wait_for_function("() => !document.querySelector('.course-explorer')")
    command(page, "docmanager:open", {"path": "endurance.ipynb"})
    again = opened.explorer(0)
    again.settled()
    assert again.finding == "row 3, column 3, point at 2.0"
    assert works(again)


def test_a_reloaded_page(opened):
    opened.save()
    opened.page.reload(wait_until="load")
    explorer = opened.explorer(0)
    explorer.settled()
    assert works(explorer)


def test_a_kernel_that_hangs_is_named_and_the_picture_comes_when_it_goes_on(opened, kernel):
    explorer = opened.explorer(0)
    before = explorer.seen()
    kernel.suspend()
    try:
        explorer.root.get_by_role("button", name="corner").click()
        explorer.root.locator(".status:not(:empty)").wait_for()
        assert explorer.status.startswith("The kernel does not answer. If a cell is running, wait for it;")
        assert explorer.seen() == before
    finally:
        kernel.resume()
    explorer.root.locator(".status:empty").wait_for(state="attached")
    assert explorer.finding == "row 3, column 3, point at 2.0"
    assert works(explorer)


def test_a_kernel_that_dies_in_the_middle_of_a_drag(opened, kernel):
    page, explorer = opened.page, opened.explorer(0)
    slider = explorer.root.get_by_label("threshold", exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 30, y)
    page.mouse.down()
    for step in range(15):
        page.mouse.move(box["x"] + 30 + 4 * step, y)
    explorer.settled()
    os.kill(kernel.pid, signal.SIGKILL)
    for step in range(15, 30):
        page.mouse.move(box["x"] + 30 + 4 * step, y)
    page.mouse.up()
    explorer.root.locator(".status:not(:empty)").wait_for()
    assert explorer.status.startswith("The kernel has restarted and knows this explorer no longer.")
    assert "lost" in explorer.root.get_attribute("class").split()


def test_after_a_restart_the_explorers_say_at_once_what_to_do_and_work_when_it_is_done(opened):
    page = opened.page
    page.locator(".jp-Dialog button").first.click()  # JupyterLab's own word on the kernel that died
    page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.info")  # it is up again
    opened.run_all()
    page.wait_for_function("() => document.querySelectorAll('.course-explorer:not(.lost)').length === 3")
    assert works(opened.explorer(0))
    page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    page.wait_for_function("() => document.querySelectorAll('.course-explorer.lost').length === 3")
    for explorer in opened.explorers(3):
        assert explorer.status.endswith("Run the notebook again from its top.")
    opened.run_all()
    page.wait_for_function("() => document.querySelectorAll('.course-explorer:not(.lost)').length === 3")
    assert works(opened.explorer(1))
