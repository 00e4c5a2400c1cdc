"""Every deck, opened as a file, at two sizes of projector: each slide fits, and can be read from the last row."""

import pytest

from tests.browser.jupyter import PATIENCE
from tests.browser.published import NOTEBOOKS, Watch, slides

pytestmark = pytest.mark.browser

TEXT, FIGURE = 24, 16  # pixels, at 1280 x 720
SIZES = [(1280, 720), (1920, 1080)]

# Pages through a deck; returns what is wrong with each slide, in pixels of the 1280 x 720 page.
PAGE_THROUGH = (
    """async () => {
  const wrong = [];
  const scale = innerWidth / 1280;
  const plays = (slide) => new Promise((resolve) => {
    const end = (found) => { watcher.disconnect(); clearTimeout(limit); resolve(found); };
    const look = () => { if (slide.querySelector("[data-ready]")) end(true); };
    const watcher = new MutationObserver(look);
    const limit = setTimeout(() => end(false), PATIENCE);
    watcher.observe(slide, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
    look();
  });
  for (const [number, slide] of deck.getSlides().entries()) {
    const say = (what) => wrong.push(`${number + 1}, ${slide.innerText.slice(0, 50).replaceAll("\\n", " ")}: ${what}`);
    const { h, v } = deck.getIndices(slide);
    deck.slide(h, v, 99);
    if (slide.matches(".film") && !(await plays(slide))) say("the film does not play");
    await new Promise((resolve) => requestAnimationFrame(resolve));
    let [low, right] = [0, 0];
    for (const element of slide.querySelectorAll("*")) {
      if (element.closest("aside, .place, annotation")) continue;
      const box = element.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      low = Math.max(low, box.bottom);
      right = Math.max(right, box.right);
      if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
      const { fontSize, overflowY } = getComputedStyle(element);
      const size = parseFloat(fontSize);
      if (size < TEXT && !element.closest("math")) say(`${element.tagName} of ${size} px`);
      if (overflowY === "hidden" && element.scrollHeight > element.clientHeight + 2) say("cut off");
    }
    if (low > innerHeight + 1) say(`${Math.round(low / scale)} px high`);
    if (right > innerWidth + 1) say(`${Math.round(right / scale)} px wide`);
    for (const code of slide.querySelectorAll(".code pre")) {
      if (code.innerText.trimEnd().split("\\n").length > 12) say("more than 12 lines of code");
    }
    const stage = slide.querySelector(".stage");
    if (stage) {
      const [width] = stage.style.aspectRatio.split("/").map(Number);
      const letters = ((stage.getBoundingClientRect().width / scale / width) * 1100) / 72;
      if (letters < FIGURE) say(`letters of ${letters.toFixed(1)} px in the figure`);
    }
    const notes = slide.querySelector("aside.notes")?.textContent ?? "";
    if (!/\\d+ minutes?, from \\d+ to \\d+\\./.test(notes)) say("no minutes in the notes");
    if (!/Ask the room: .*\\?/.test(notes)) say("no question in the notes");
  }
  return wrong;
}""".replace("TEXT", str(TEXT))
    .replace("FIGURE", str(FIGURE))
    .replace("PATIENCE", str(1000 * PATIENCE))
)


def opened(browser, name, size=SIZES[0]):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page = context.new_page()
    watch = Watch(page, "file://")
    page.goto((slides() / f"{name}.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    return context, page, watch


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_slide_fits_and_can_be_read(browser, name, size):
    context, page, watch = opened(browser, name, size)
    assert page.evaluate("deck.getSlides().length") > 5
    assert page.evaluate(PAGE_THROUGH) == []
    assert watch.complaints == []
    context.close()


def first_film(page):
    page.evaluate("""() => {
      const { h, v } = deck.getIndices(deck.getSlides().find((slide) => slide.matches(".film")));
      deck.slide(h, v);
    }""")
    film = page.locator(".slides section.film")
    film.locator("[data-ready]").wait_for()
    return film


def test_the_clicker_goes_through_the_presets(browser):
    from course_lib.kit.explorer.example import SquareWave

    context, page, _ = opened(browser, "00_start_here")
    film = first_film(page)
    for label, preset in SquareWave.presets.items():
        page.keyboard.press("PageDown")
        finding = SquareWave(**preset.values).finding
        page.wait_for_function(
            "text => document.querySelector('.film canvas').getAttribute('aria-label') === text", arg=finding
        )
        assert film.locator(".steps b").inner_text() == label
        assert film.locator(".finding").inner_text() == finding
    page.keyboard.press("PageUp")
    finding = SquareWave(terms=5).finding
    page.wait_for_function(
        "text => document.querySelector('.film canvas').getAttribute('aria-label') === text", arg=finding
    )
    context.close()


def test_a_slider_moves_the_picture_and_turns_no_page(browser):
    context, page, _ = opened(browser, "00_start_here")
    film = first_film(page)
    where, before = page.evaluate("deck.getIndices()"), film.locator("canvas").get_attribute("aria-label")
    film.locator("input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "text => document.querySelector('.film canvas').getAttribute('aria-label') !== text", arg=before
    )
    assert page.evaluate("deck.getIndices()") == where
    context.close()


def test_a_poll_has_the_claim_on_one_slide_and_the_answer_on_the_next(browser):
    from course_lib.kit.practice.claims import ledger

    context, page, _ = opened(browser, "20_convolution_arithmetic")
    shown = page.evaluate("deck.getSlides().map((slide) => [slide.className.split(' ')[0], slide.innerText])")
    claim = ledger.claim("conv-is-cross-correlation")
    polls = [n for n, (kind, _) in enumerate(shown) if kind == "poll"]
    assert len(polls) >= 3
    for n in polls:
        assert shown[n + 1][0] == "answer"
    texts = page.evaluate("deck.getSlides().map((slide) => slide.textContent)")
    asked, answered = texts[polls[0]], texts[polls[0] + 1]
    assert claim.statement in asked.replace("`", "")
    assert claim.truth not in asked
    assert claim.truth in answered
    context.close()
