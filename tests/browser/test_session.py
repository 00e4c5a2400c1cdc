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
  window.answer = (serial = sent.at(-1).serial, n = sent.at(-1).set.n, coarse = false, extra = {}) =>
    listen({ ...words(n), serial, coarse, layers: {}, glyphs: {}, ...extra }, []);
  // The same, compressed as the kernel does it for a slow line.
  window.packed = async (serial, n) => {
    const text = new TextEncoder().encode(JSON.stringify({ ...words(n), serial, layers: {}, glyphs: {} }));
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
    const data = await new Response(stream).arrayBuffer();
    listen({ sizes: [text.length] }, [new DataView(data)]);
  };
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


def test_the_kernel_that_moves_by_itself_takes_the_sentence_of_the_preset_away(page):
    page.evaluate("session.spec.question = 'a question?'; session.set({ n: 1 }, 'one.'); answer()")
    assert page.evaluate("session.sentence") == "one."
    page.evaluate("answer(null, 5)")
    assert page.evaluate("session.sentence") == "a question?"


def late(page, *times):
    """Let answers come so many milliseconds after they were asked for; return whether each request said "far"."""
    stop_the_clock(page)
    for time in times:
        page.evaluate("session.set({ n: 1 })")
        page.evaluate("time => { session.sent -= time; answer(undefined, undefined, false, { took: 0 }); }", time)
    page.evaluate("session.set({ n: 2 })")
    return page.evaluate("sent.map(({ far }) => far)")


def test_after_three_late_answers_in_a_row_the_kernel_is_asked_to_compress(page):
    assert late(page, 200, 200, 200, 0) == [False, False, False, True, True]


def test_an_answer_in_time_between_late_ones_begins_the_count_anew(page):
    assert late(page, 200, 200, 0, 200, 200) == [False] * 6


def test_the_time_that_the_kernel_took_is_not_the_line_s(page):
    stop_the_clock(page)
    for _ in range(4):
        page.evaluate("session.set({ n: 1 }); session.sent -= 500; answer(undefined, undefined, false, { took: 480 })")
    assert not any(page.evaluate("sent.map(({ far }) => far)"))


def test_compressed_answers_and_plain_ones_keep_their_order(page):
    page.evaluate("session.set({ n: 1 }); packed(1, 1).then(() => answer(null, 9))")
    page.wait_for_function("shown.length === 2")
    assert page.evaluate("shown") == ["n is 1", "n is 9"]


# ---- a control that is held


def let_go(page):
    page.evaluate("window.dispatchEvent(new PointerEvent('pointerup'))")


def held(page):
    return page.evaluate("sent.map((content) => content.held)")


def test_a_coarse_picture_is_followed_by_the_fine_one_when_the_control_is_let_go(page):
    page.evaluate("session.startDrag(); session.set({ n: 1 }); answer(1, 1, true)")
    assert (sent(page), held(page)) == ([1], [True])
    let_go(page)
    assert (sent(page), held(page)) == ([1, 1], [True, False])
    page.evaluate("answer()")
    assert len(sent(page)) == 2


def test_a_control_let_go_while_a_coarse_picture_is_under_way(page):
    page.evaluate("session.startDrag(); session.set({ n: 1 })")
    let_go(page)
    assert held(page) == [True]
    page.evaluate("answer(1, 1, true)")
    assert held(page) == [True, False]


def test_a_setting_that_waits_when_the_control_is_let_go_is_asked_for_in_full(page):
    page.evaluate("session.startDrag(); session.set({ n: 1 }); session.set({ n: 2 })")
    let_go(page)
    page.evaluate("answer(1, 1, true)")
    assert (sent(page), held(page)) == ([1, 2], [True, False])


def test_an_explorer_without_a_sketch_is_asked_once(page):
    page.evaluate("session.startDrag(); session.set({ n: 1 }); answer()")
    let_go(page)
    assert sent(page) == [1]


def test_the_sentence_of_a_preset_comes_with_its_picture(page):
    page.evaluate("session.spec.question = 'a question?'; session.set({ n: 1 }, 'one.'); session.set({ n: 2 }, 'two.')")
    page.evaluate("answer()")
    assert page.evaluate("session.sentence") == "one."
    page.evaluate("answer()")
    assert page.evaluate("session.sentence") == "two."
    page.evaluate("session.set({ n: 3 }); answer()")
    assert page.evaluate("session.sentence") == "a question?"


# ---- photographs that lost something on the way


def lossy(page, n):
    page.evaluate("n => { session.set({ n }); answer(undefined, n, false, { lossy: true }); }", n)


def stop_the_clock(page):
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def fine(page):
    return page.evaluate("sent.map((content) => content.fine)")


def test_after_a_pause_the_whole_of_a_picture_is_asked_for_once(page):
    stop_the_clock(page)
    lossy(page, 1)
    page.clock.run_for(page.evaluate("REST") - 10)
    assert fine(page) == [False]
    page.clock.run_for(20)
    assert (fine(page), sent(page)) == ([False, True], [1, 1])
    page.evaluate("answer()")
    page.clock.run_for(1000)
    assert len(sent(page)) == 2


def test_a_move_begins_the_pause_anew(page):
    stop_the_clock(page)
    lossy(page, 1)
    page.clock.run_for(page.evaluate("REST") - 10)
    lossy(page, 2)
    page.clock.run_for(page.evaluate("REST") - 10)
    assert (fine(page), sent(page)) == ([False, False], [1, 2])
    page.clock.run_for(20)
    assert (fine(page)[-1], sent(page)[-1]) == (True, 2)


def test_while_a_move_waits_for_its_answer_nothing_whole_is_asked_for(page):
    stop_the_clock(page)
    lossy(page, 1)
    page.evaluate("session.set({ n: 2 })")
    page.clock.run_for(page.evaluate("REST") + 10)
    page.evaluate("answer()")
    assert fine(page) == [False, False]


def test_while_a_control_is_held_nothing_whole_is_asked_for(page):
    stop_the_clock(page)
    page.evaluate("session.startDrag()")
    lossy(page, 1)
    page.clock.run_for(1000)
    assert fine(page) == [False]
    let_go(page)  # a hand that lets go is done
    page.clock.run_for(1)
    assert fine(page) == [False, True]


def test_a_move_takes_the_place_of_the_whole_picture_that_waits(page):
    stop_the_clock(page)
    page.evaluate("session.spec.question = 'a question?'; session.set({ n: 1 }, 'one.')")
    page.evaluate("answer(undefined, 1, false, { lossy: true })")
    page.clock.run_for(page.evaluate("REST") + 10)
    page.evaluate("session.set({ n: 2 }); answer()")
    assert (fine(page), sent(page)) == ([False, True, False], [1, 1, 2])
    assert page.evaluate("shown").count("n is 1") == 2  # the whole picture was shown as well
