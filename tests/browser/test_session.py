"""The pace of an explorer, with a kernel that answers when the test says so."""

import pytest

from tests.browser.bare_page import open_bare_page

pytestmark = pytest.mark.browser

SET_UP = """() => {
  const empty = { ops: [], data: new DataView(new ArrayBuffer(0)) };
  const words = (n) => ({ values: { n }, finding: `n is ${n}`, status: "", code: "", handles: [] });
  const state = { spec: { size: [10, 10] }, scene: { ...words(0), still: empty, layers: [], glyphs: {} } };
  let listen = null;
  window.sent = [];
  window.shown = [];
  const on = (_, hear) => { listen = hear; };
  const model = { get: (name) => state[name], on, send: (content) => sent.push(content) };
  window.session = new Session(model);
  session.views.add({
    showValues: () => {},
    showStatus: (text) => shown.push(text),
    show: () => shown.push(session.scene.finding),
  });
  // The kernel answers the request before last, or says something of its own.
  window.answer = (serial = sent.at(-1).serial, n = sent.at(-1).set.n, coarse = false) =>
    listen({ ...words(n), serial, coarse, layers: {}, glyphs: {} }, []);
}"""


@pytest.fixture
def page(browser):
    page = open_bare_page(browser)
    page.evaluate(SET_UP)
    yield page
    page.close()


def sent(page):
    return page.evaluate("sent.map((content) => content.set.n)")


def test_one_request_is_under_way_and_a_newer_setting_replaces_one_that_waits(page):
    page.evaluate("for (const n of [1, 2, 3, 4]) session.set({ n })")
    assert sent(page) == [1]
    page.evaluate("answer()")
    assert sent(page) == [1, 4]
    page.evaluate("answer()")
    assert sent(page) == [1, 4]
    assert page.evaluate("shown") == ["n is 1", "n is 4"]


def test_the_last_setting_is_always_sent(page):
    page.evaluate("session.set({ n: 1 }); session.set({ n: 2 }); answer(); session.set({ n: 3 }); answer(); answer()")
    assert sent(page) == [1, 2, 3]
    assert page.evaluate("shown.at(-1)") == "n is 3"


def test_an_answer_to_nobody_shows_itself_and_frees_nothing_that_is_under_way(page):
    page.evaluate("session.set({ n: 1 }); answer(99, 7)")  # a late answer to a request that was given up
    assert page.evaluate("shown") == ["n is 7"]
    page.evaluate("session.set({ n: 2 })")
    assert sent(page) == [1]


def test_a_kernel_that_sets_its_explorer_by_itself_is_followed(page):
    page.evaluate("answer(null, 5)")
    assert page.evaluate("shown") == ["n is 5"]
    page.evaluate("session.set({ n: 6 })")
    assert sent(page) == [6]


def test_a_kernel_that_does_not_answer_is_named_and_asked_again_at_the_next_move(page):
    page.clock.install()
    page.evaluate("session.set({ n: 1 })")
    page.clock.run_for(page.evaluate("PATIENCE") + 100)
    assert page.evaluate("shown.at(-1)").startswith("The kernel does not answer.")
    page.evaluate("session.set({ n: 2 })")
    assert sent(page) == [1, 2]
