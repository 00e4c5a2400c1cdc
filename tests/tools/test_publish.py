"""The parts of which the site and the slides are made, without building them."""

import copy
import json
import os
import re
import subprocess
import sys
import threading
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from course_lib.convolution.explorers import OutputSize
from course_lib.kit.explorer.example import SquareWave
from course_lib.kit.practice.claims import ledger
from course_lib.kit.practice.claims.verdicts import VERDICTS
from tools.publish import ROOT, bundle, course, films, formulas, links, outputs, settings
from tools.publish.course import Notebook
from tools.publish.site import folder, home, pages, references, teaching
from tools.publish.slides import blocks, decks

START = next(notebook for notebook in course.read() if notebook.name == "00_start_here")


def markdown(text, slide="-", **metadata):
    return {"cell_type": "markdown", "metadata": {"slideshow": {"slide_type": slide}} | metadata, "source": text}


def code(text, *data, slide="-"):
    outs = [{"output_type": "execute_result", "data": one, "metadata": {"image/png": {"alt": "alt"}}} for one in data]
    return {"cell_type": "code", "metadata": {"slideshow": {"slide_type": slide}}, "source": text, "outputs": outs}


def notebook(*cells):
    course = {"title": "Trial", "question": "Why?", "part": "9 trial"}
    return Notebook("90_trial", {"metadata": {"course": course}, "cells": list(cells)})


# ---- what is in a notebook


def test_an_explorer_is_found_with_what_the_cell_gives_it():
    png = {"image/png": "x"}
    cells = [
        code("from course_lib.kit.explorer.example import SquareWave, square_wave_partial_sum"),
        code("SquareWave(terms=3)", png),
        code("square_wave_partial_sum(1)", png),
        code("SquareWave()"),
    ]
    assert [(shown.kind, shown.values) for _, shown in notebook(*cells).explorers()] == [(SquareWave, {"terms": 3})]


# ---- films are made once


def test_sources_follow_imports_and_stop_at_other_topics():
    found = {path.relative_to(ROOT).as_posix() for path in films.sources(OutputSize.__module__)}
    assert "course_lib/convolution/sizes.py" in found
    assert "course_lib/kit/figures/__init__.py" in found, "imported inside a function"
    assert "course_lib/kit/explorer/explorer.py" in found
    assert not any("statistics" in name or "exercises" in name for name in found)


def test_another_start_or_another_source_is_another_film(tmp_path, monkeypatch):
    before = films.fingerprint(SquareWave, {})
    assert films.fingerprint(SquareWave, {}) == before
    assert films.fingerprint(SquareWave, {"terms": 3}) != before
    changed = tmp_path / "examples.py"
    changed.write_text("changed")
    real = films.sources
    monkeypatch.setattr(films, "sources", lambda *modules: [*real(*modules), changed])
    assert films.fingerprint(SquareWave, {}) != before


def test_a_stale_notebook_is_named(tmp_path):
    content = copy.deepcopy(START.content)
    twin = START._replace(content=content)
    (cell, _), *_ = twin.explorers()
    cell["outputs"][0]["data"]["text/plain"] = "what it said last year"
    with pytest.raises(
        films.StaleNotebook, match="00_start_here stores 'what it said last year', its explorer says '5 sine"
    ):
        films.films_of([twin], tmp_path)


def test_a_film_that_no_notebook_shows_is_removed(tmp_path):
    (tmp_path / "Gone-0.film").write_bytes(b"")
    found = films.films_of([START], tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(set(found.values()))


# ---- pages


def test_a_page_shows_what_a_prediction_says_and_not_the_call():
    cells = [code('predict("a-claim")'), code('check("task", 1)'), code('recap("90_trial")\n1 + 1')]
    shown = pages.page(notebook(*cells), {}, None)["cells"]
    assert [cell["metadata"].get("tags") for cell in shown] == [["remove-input"], None, None]


def test_the_home_page_must_name_an_explorer_that_is_there():
    with pytest.raises(LookupError, match="must name an explorer that a notebook shows, got 'RoundWave'"):
        home.named_film("RoundWave", [START], {}, None)


def test_a_picture_keeps_its_alt_text_and_its_size():
    (cell, _), *_ = START.explorers()
    png, alt = course.picture(cell)
    html = outputs.image_html(png, 'a "quoted" < alt', "x.png")
    assert 'alt="a &quot;quoted&quot; &lt; alt"' in html
    assert re.search(r'width="900" height="340"', html)
    assert alt in outputs.film_html(png, alt, "film", source="x.png", films="films/").replace("&#x27;", "'")


def test_a_cell_without_a_picture_cannot_become_one():
    with pytest.raises(ValueError, match="the cell must have a picture, got '1'"):
        outputs.as_html(code("1"), "<img>")


def test_staging_again_touches_nothing_and_drops_what_is_gone(tmp_path):
    stage = folder.Folder(tmp_path)
    stage.put("a/b.txt", "same")
    (tmp_path / "old.txt").write_text("old")
    os.utime(tmp_path / "a/b.txt", (1, 1))
    again = folder.Folder(tmp_path)
    again.put("a/b.txt", b"same")
    again.tidy()
    assert (tmp_path / "a/b.txt").stat().st_mtime == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["b.txt"]


def test_references_are_collected_from_every_topic():
    for one in course.read():
        assert references.notebook_references(one), one.name
    entries = "**References**\n\n1. A,\n   second line.\n2. B [doi:1](https://doi.org/10.1/1)\n\n**Next:** on"
    assert references.notebook_references(notebook(markdown(entries))) == [
        "A, second line.",
        "B [doi:1](https://doi.org/10.1/1)",
    ]


def test_launch_buttons_are_configured_in_one_place(monkeypatch):
    monkeypatch.setenv("COURSE_REPOSITORY", "")
    assert settings.launches("notebooks/a.ipynb") == []
    monkeypatch.setenv("COURSE_REPOSITORY", "https://github.com/owner/name/")
    (_, binder), (_, colab) = settings.launches("notebooks/a.ipynb")
    assert binder == "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/notebooks/a.ipynb"
    assert colab == "https://colab.research.google.com/github/owner/name/blob/main/notebooks/a.ipynb"
    monkeypatch.setenv("COURSE_REPOSITORY", "https://elsewhere.example/owner/name")
    assert settings.launches("notebooks/a.ipynb") == []


def test_the_script_of_the_pages_is_no_module_and_asks_no_one():
    script = bundle.player_script()
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert "http" not in script
    assert "fetch(" not in script


@pytest.mark.parametrize(
    "latex, part",
    [
        (r"\frac{a}{b}", "<mfrac>"),
        (r"\mathrm{output\_padding}", "<mtext>output_padding</mtext>"),
        (r"\lfloor x \rfloor", "&#x0230A;"),
        ("a < b", '<annotation encoding="application/x-tex">a &lt; b</annotation>'),
    ],
)
def test_formulas_become_mathml(latex, part):
    assert part in formulas.mathml(latex)


def test_the_font_has_the_signs_that_are_asked_for():
    from io import BytesIO

    from fontTools.ttLib import TTFont

    wanted = formulas.signs(r"$\sum_i \lfloor x \rfloor \sqrt{n}$ and `$ no $`")
    font = TTFont(BytesIO(formulas.font(wanted)))
    assert {ord(sign) for sign in "∑⌊⌋𝑥𝑖√"} <= set(font.getBestCmap())
    assert "MATH" in font, "brackets grow by it"
    assert len(formulas.font(wanted)) < 60_000


# ---- teacher's pages


def test_misconceptions_are_the_claims_that_slip_the_wrong_ones_first():
    twin = START._replace(name="20_convolution_arithmetic")
    html = teaching.misconceptions(twin).replace("<code>", "`").replace("</code>", "`")
    claims = ledger.claims(twin.name)
    assert [claim.id for claim in claims if claim.truth in unescape(html)] == [
        claim.id for claim in claims if claim.verdict != "holds"
    ]
    order = [re.sub(r"</?strong>|\.", "", one) for one in re.findall(r"<strong>.*?</strong>", html)]
    assert order == sorted(order, key=[VERDICTS[kind][0] for kind in ("wrong", "imprecise", "convention")].index)


# ---- slides


def test_cells_become_slides_by_their_types():
    cells = [
        markdown("## A?\n\ntext", slide="slide", minutes=3),
        code("1", {"text/plain": "1"}),
        markdown("say this", slide="notes"),
        markdown("later", slide="fragment"),
        markdown("### B", slide="subslide"),
        code("skipped_name", slide="skip"),
    ]
    (_, section) = notebook(markdown("# T", slide="slide"), *cells).sections()
    first, second = decks.section_slides(section, {}, iter(()))
    assert "skipped_name" not in first.html() + second.html()
    assert first.notes == ["say this"]
    assert [block.step for block in first.blocks] == [0, 0, 0, 0, 1]
    assert decks.ask(first, section) == "A?"


def test_a_heading_alone_makes_no_slide_before_a_poll():
    cells = [
        markdown("## Bets", minutes=2),
        markdown("wait", slide="notes"),
        code('predict("conv-is-cross-correlation")'),
    ]
    (_, section) = notebook(markdown("# T", slide="slide"), *cells).sections()
    poll, answer = decks.section_slides(section, {}, iter(()))
    assert (poll.kind, poll.notes[0], answer.kind) == ("poll", "wait", "answer")


def test_a_deck_begins_with_its_question():
    first, *others = decks.slides(notebook(markdown("# T", slide="slide"), markdown("## A", slide="slide")), [])
    assert '<p class="hook">Why?</p>' in first
    assert "hook" not in "".join(others)
    assert "hook" not in next(decks.slides(START, ["film"])), "it opens with a question of its own"


def test_slide_types_follow_by_rule_where_no_cell_sets_one():
    cells = [markdown("# T"), code("import skipped"), markdown("## A"), code("1"), markdown("said later"), code("2")]
    for cell in cells:
        del cell["metadata"]["slideshow"]
    opening, section = notebook(*cells).sections()
    (first,) = decks.section_slides(opening, {}, iter(()))
    assert "skipped" not in first.html()
    (slide,) = decks.section_slides(section, {}, iter(()))
    assert [block.step for block in slide.blocks] == [0, 1, 2, 0]


def test_each_paragraph_is_a_block_and_references_stay_on_the_site():
    text = "one $x$\n\n- a\n- b\n\n| h |\n|---|\n| c |\n\n### References\n\n1. nobody"
    found = [block.html for block in blocks.markdown_blocks(markdown(text))]
    assert [re.match(r"<(\w+)", html)[1] for html in found] == ["p", "ul", "table"]
    assert "<math" in found[0]
    assert "nobody" not in "".join(found)


def test_a_poll_asks_on_one_slide_and_answers_on_the_next():
    ask, answer = blocks.poll("conv-is-cross-correlation")
    asked, answered = ("".join(block.html for block in content.blocks) for content in (ask, answer))
    assert (ask.kind, answer.kind) == ("poll", "answer")
    assert "It depends" in asked
    assert "verdict" in answered
    assert "verdict" not in asked
    assert "hands" in ask.note
    assert ask.question.endswith("?")
    assert answer.question.endswith("?")


def test_a_script_inside_a_page_cannot_end_it():
    assert decks._script("a</script><!--") == r"a<\/script><\!--"


# ---- links


@pytest.fixture
def host():
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int(self.path.strip("/")))
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_a_link_that_leads_nowhere_is_told_from_one_that_refuses_programs(host):
    assert links.trouble(f"{host}/200", tries=1) == ""
    assert links.trouble(f"{host}/403", tries=1) == ""
    assert links.trouble(f"{host}/404", tries=2, pause=0) == "answers 404"
    assert links.trouble("http://127.0.0.1:1/", tries=1).startswith("does not answer: ")


def test_the_report_names_the_files(host, monkeypatch):
    monkeypatch.setattr(links, "PAUSE", 0)
    monkeypatch.setattr(links, "trouble", lambda link: "answers 404" if link.endswith("404") else "")
    assert links.check({f"{host}/200": ["a.md"]}) == ""
    assert f"- {host}/404 answers 404 (in a.md, b.md)" in links.check({f"{host}/404": ["a.md", "b.md"]})


def test_the_links_of_the_course_are_found():
    found = links.links()
    assert any(link.startswith("https://doi.org/10.") for link in found)
    assert not any(link.endswith((".", ",", ")")) and "(" not in link for link in found)


# ---- the code host


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_nothing_but_targets_that_make_has(path):
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    content = yaml.safe_load(path.read_text("utf-8"))
    runs = [step["run"] for job in content["jobs"].values() for step in job["steps"] if "run" in step]
    assert runs
    for run in runs:
        words = run.split()
        assert words[0] == "make"
        assert {word for word in words[1:] if "=" not in word} <= targets, run
    assert "continue-on-error" not in path.read_text("utf-8")


def test_the_workflows_are_those_that_are_promised():
    assert [path.stem for path in WORKFLOWS] == ["links", "newest", "site", "test"]
    systems = json.dumps(yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text("utf-8")))
    assert all(system in systems for system in ("ubuntu", "macos", "windows"))


def test_an_unknown_word_is_answered_with_the_known_ones():
    run = subprocess.run([sys.executable, "-m", "tools.publish", "books"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode
    assert "tools.publish site" in run.stderr
