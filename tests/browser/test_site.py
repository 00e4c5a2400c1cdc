"""The built site as a reader without a kernel meets it."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest

from tests.browser.conftest import ROOT
from tests.browser.jupyter import ExplorerOnPage
from tests.browser.published import (
    NOTEBOOKS,
    REPOSITORY,
    Watch,
    address,
    cells,
    pages,
    serious,
    settled,
    site,
    stored_alts,
)

pytestmark = pytest.mark.browser

LARGEST = 4_000_000  # bytes of a page with all that it brings but the theme
TAUGHT = "20_convolution_arithmetic"
TWO_FRAMES = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
})"""


@pytest.fixture(scope="module")
def folder(browser):
    """After `browser`, so that no site is built where there is none."""
    return site()


@pytest.fixture
def page(browser, folder):
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    yield context.new_page()
    context.close()


class Elements(HTMLParser):
    """Collects ids, links, pictures and films of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.images, self.films = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.images.append(attributes)
        if "data-film" in attributes:
            self.films.append(attributes["data-film"])


def elements(folder, name):
    return Elements((folder / name).read_text("utf-8"))


def test_there_is_a_page_for_each_notebook_and_for_its_teacher(folder):
    found = pages(folder)
    for name in NOTEBOOKS:
        assert f"notebooks/{name}.html" in found
        assert f"teaching/{name}.html" in found
    assert {"index.html", "references.html", "search.html", "teaching/index.html"} <= set(found)


def test_internal_links_lead_somewhere(folder):
    known = {name: elements(folder, name) for name in pages(folder)}
    broken = []
    for name, found in known.items():
        for link in found.links:
            target, anchor = urldefrag(urljoin(f"http://site/{name}", link))
            if urlparse(target).hostname != "site":
                continue
            path = unquote(urlparse(target).path).lstrip("/") or "index.html"
            inside = known[path].ids if path in known else set()
            if not (folder / path).is_file() or (anchor and path in known and unquote(anchor) not in inside):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_no_page_asks_another_machine_or_complains(page, folder):
    watch = Watch(page, address())
    for name in pages(folder):
        page.goto(f"{address()}/{name}", wait_until="load")
        page.evaluate(TWO_FRAMES)  # by then the page knows which films are near, and asks for them
        page.wait_for_function("() => !document.querySelector('.course-film[data-asked]:not([data-playing])')")
    assert watch.complaints == []


def test_pictures_keep_their_alt_text(folder):
    for name in NOTEBOOKS:
        shown = [
            image["alt"]
            for image in elements(folder, f"notebooks/{name}.html").images
            if "course-picture" in image.get("class", "")
        ]
        assert shown == stored_alts(name) != []


def test_every_picture_of_every_page_has_an_alt_text(folder):
    for name in pages(folder):
        assert all(image.get("alt") for image in elements(folder, name).images), name


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_page_stays_small(folder, name):
    found = elements(folder, f"notebooks/{name}.html")
    weight = (folder / f"notebooks/{name}.html").stat().st_size
    weight += sum((folder / f"_static/films/{film}.js").stat().st_size for film in set(found.films))
    weight += sum((folder / "notebooks" / image["src"]).stat().st_size for image in found.images)
    assert weight < LARGEST


def test_a_formula_is_mathml_and_no_dollar_is_left(folder):
    text = (folder / f"notebooks/{TAUGHT}.html").read_text("utf-8")
    assert text.count("<math ") > 5
    assert "<mfrac>" in text
    assert "\\lfloor" not in re.sub(r"<annotation.*?</annotation>", "", text)
    assert 'src="https://' not in text


MOVES = "input[type=range], select, input[type=checkbox]"  # of a control, what the keyboard moves


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_explorer_moves_without_a_kernel(page, name):
    watch = Watch(page, address())
    page.goto(f"{address()}/notebooks/{name}.html")
    count = page.locator(".course-film").count()
    assert count > 0
    for number in range(count):
        place = page.locator(".course-film").nth(number)
        place.scroll_into_view_if_needed()
        root = place.locator(".course-explorer")
        root.wait_for()
        explorer = ExplorerOnPage(page, root)
        for control in root.locator(".control:not(.fixed)").locator(MOVES).all():
            control.focus()
            assert explorer.changes(lambda control=control: press(page, control)), (
                f"{explorer.title}: {control.locator('xpath=..').inner_text()} by keyboard"
            )
        presets = root.locator(".presets button:not(.reset)")
        moved = [explorer.changes(presets.nth(n).click) for n in range(2)]
        assert any(moved), f"{explorer.title}: by a preset"
        assert root.locator(".control.fixed :enabled").count() == 0
    assert watch.complaints == []


def press(page, control):
    """Move a control by the key of its kind, away from its end."""
    kind, ends = control.evaluate(
        "e => [e.type, e.type === 'range' ? e.value === e.max : e.selectedIndex === e.length - 1]"
    )
    keys = {
        "range": ("ArrowRight", "ArrowLeft"),
        "select-one": ("ArrowDown", "ArrowUp"),
        "checkbox": ("Space", "Space"),
    }
    page.keyboard.press(keys[kind][ends])


def test_a_film_shows_what_the_explorer_computes(page):
    """The page's numbers after three moves are those of the explorer in Python."""
    from course_lib.convolution.explorers import OutputSize

    page.goto(f"{address()}/notebooks/{TAUGHT}.html")
    root = page.locator('.course-film[data-film^="OutputSize"]')
    root.scroll_into_view_if_needed()
    root = root.locator(".course-explorer")
    root.get_by_role("slider", name="stride").focus()
    page.keyboard.press("ArrowRight")
    settled(root)
    stride = int(root.get_by_role("slider", name="stride").input_value())
    assert root.locator(".finding").inner_text() == OutputSize(stride=stride).finding
    for label, preset in OutputSize.presets.items():
        root.get_by_role("button", name=label, exact=True).click()
        settled(root)
        assert root.locator(".finding").inner_text() == OutputSize(**preset.values).finding
        assert root.locator(".sentence").inner_text() == preset.sentence


def test_search_finds_stride(page):
    watch = Watch(page, address())
    page.goto(f"{address()}/search.html?q=stride")
    page.locator("#search-results li a").first.wait_for()
    found = page.locator("#search-results li a").all_inner_texts()
    assert any("Convolution arithmetic" in title for title in found)
    assert watch.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", f"notebooks/{TAUGHT}", f"teaching/{TAUGHT}", "teaching/index"])
def test_no_serious_barrier(browser, folder, name, theme):
    context = browser.new_context(viewport={"width": 1300, "height": 900}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{address()}/{name}.html")
    for film in page.locator(".course-film").all():
        film.scroll_into_view_if_needed()
        film.locator(".course-explorer").wait_for()
    for fold in page.locator("article details").all():
        fold.evaluate("fold => { fold.open = true; }")
    assert serious(page) == []
    context.close()


def test_both_themes_are_there_and_the_picture_keeps_its_white_paper(browser, folder):
    grounds = []
    for theme in ("light", "dark"):
        context = browser.new_context(color_scheme=theme)
        page = context.new_page()
        page.goto(f"{address()}/index.html")
        page.locator(".course-explorer").wait_for()
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert (
            page.locator(".stage").evaluate("stage => getComputedStyle(stage).backgroundColor") == "rgb(255, 255, 255)"
        )
        context.close()
    assert grounds[0] != grounds[1]


def test_without_javascript_there_are_pictures_findings_and_answers(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address()}/notebooks/{TAUGHT}.html")
    films = page.locator(".course-film")
    alts = stored_alts(TAUGHT)
    assert films.count() == len(alts)
    for number, alt in enumerate(alts):
        picture = films.nth(number).locator("img")
        picture.scroll_into_view_if_needed()
        assert picture.bounding_box()["width"] > 300
        assert films.nth(number).locator(".finding").inner_text() == alt
    text = "\n".join("".join(cell["source"]) for cell in cells(TAUGHT))
    for label, count in (
        ("The answer", text.count('predict("')),
        ("The solution", len(re.findall(r'^exercise\("', text, re.M))),
    ):
        folds = page.locator("article details", has_text=label)
        assert folds.count() == count > 0
        folds.first.locator("summary").click()
        assert folds.first.locator("p, pre").first.is_visible()
    context.close()


def test_on_a_phone_nothing_is_wider_than_the_page(browser, folder):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    wide = []
    for name in pages(folder):
        page.goto(f"{address()}/{name}")
        for film in page.locator(".course-film").all()[:2]:
            film.scroll_into_view_if_needed()
            film.locator(".course-explorer").wait_for()
        if page.evaluate("document.scrollingElement.scrollWidth") > 390:
            wide.append(name)
    assert wide == []
    context.close()


def test_binder_colab_and_the_download_lead_to_the_committed_notebook(folder):
    links = [html.unescape(link) for link in elements(folder, f"notebooks/{TAUGHT}.html").links]
    owner = REPOSITORY.removeprefix("https://github.com/")
    assert any(
        link.startswith("https://mybinder.org/v2/gh/" + owner) and f"{TAUGHT}.ipynb" in unquote(link) for link in links
    )
    assert f"https://colab.research.google.com/github/{owner}/blob/main/notebooks/{TAUGHT}.ipynb" in links
    download = next(link for link in links if link.endswith(".ipynb") and "_sources" in link)
    stored = (folder / "notebooks" / download).resolve()
    assert stored.read_bytes() == (ROOT / "notebooks" / f"{TAUGHT}.ipynb").read_bytes()


def test_the_teacher_finds_minutes_presets_misconceptions_and_answers(folder):
    text = html.unescape((folder / f"teaching/{TAUGHT}.html").read_text("utf-8"))
    from course_lib.convolution.explorers import OutputSize
    from course_lib.kit.practice.claims import ledger

    assert all(preset.sentence in text for preset in OutputSize.presets.values() if "`" not in preset.sentence)
    slips = [claim for claim in ledger.claims(TAUGHT) if claim.verdict != "holds"]
    plain = re.sub(r"</?code>", "`", text)
    assert all(claim.truth in plain for claim in slips)
    for section in ("Minutes", "Misconceptions", "Exercises"):
        assert f">{section}<" in text
    assert text.count("<summary>The solution</summary>") == len(
        {name for cell in cells(TAUGHT) for name in re.findall(r'exercise\("([\w-]+)"', "".join(cell["source"]))}
    )


def test_a_second_build_renders_no_film_again(folder):
    films = ROOT / "build" / "films"
    before = {path: path.stat().st_mtime_ns for path in films.iterdir()}
    from tools.publish import course
    from tools.publish.films import films_of

    assert set(films_of(course.read()).values()) <= before.keys()
    assert {path: path.stat().st_mtime_ns for path in Path(films).iterdir()} == before
