"""A lecture from each notebook: one HTML file that opens from a folder, with reveal.js and the films inside.

Slide types come from the cells (`slide_type`). What does not fit is carried over to further slides by deck.js, which
measures in the browser. A prediction is a poll: the claim, and on the next slide the answer.
"""

import base64
import re
from html import escape
from importlib.resources import files
from string import Template

from course_lib.kit.notebook.metadata import slide_type
from course_lib.kit.notebook.overview import START
from tools.publish import HERE, bundle, course, formulas, outputs
from tools.publish.films import films_of
from tools.publish.site import teaching
from tools.publish.slides.blocks import Block, code_blocks, exercise, markdown_blocks, poll

REVEAL = files("sphinx_revealjs") / "_static" / "revealjs"


def build(folder):
    """Write one deck for each notebook and return the folder."""
    notebooks = course.read()
    films = films_of(notebooks)
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in notebooks:
        own = [films[notebook.name, number] for number in range(len(notebook.explorers()))]
        (folder / f"{notebook.name}.html").write_text(deck(notebook, own), "utf-8")
    return folder


def deck(notebook, films):
    """Return the whole file."""
    text = "\n".join(course.source(cell) for cell in notebook.cells if cell["cell_type"] == "markdown")
    font = base64.b64encode(formulas.font(formulas.signs(text))).decode()
    packed = {path.stem: base64.b64encode(path.read_bytes()).decode() for path in films}
    parts = {
        "title": escape(notebook.title),
        "reveal_css": _reveal("dist/reveal.css"),
        "explorer_css": bundle.explorer_style(),
        "deck_css": (HERE / "slides" / "deck.css").read_text("utf-8"),
        "font": font,
        "slides": "\n".join(slides(notebook, [path.stem for path in films])),
        "reveal": _script(_reveal("dist/reveal.js")),
        "notes": _script(_reveal("plugin/notes/notes.js")),
        "player": _script(bundle.player_script()),
        "films": "\n".join(f'courseFilm("{name}", "{film}");' for name, film in packed.items()),
        "deck": _script((HERE / "slides" / "deck.js").read_text("utf-8")),
    }
    return Template((HERE / "slides" / "deck.html").read_text("utf-8")).substitute(parts)


def _reveal(name):
    return re.sub(r"/[*/]# sourceMappingURL=.*", "", (REVEAL / name).read_text("utf-8"))


def _script(text):
    return text.replace("</script", r"<\/script").replace("<!--", r"<\!--")


def slides(notebook, films):
    """Return the <section>s of a deck, each with the slides below it."""
    starts, films = 0, iter(films)
    places = {id(cell): shown for cell, shown in notebook.explorers()}
    for number, section in enumerate(notebook.sections()):
        found = section_slides(section, places, films)
        if number == 0 and notebook.name != START:  # that one opens with a question of its own
            found[0].blocks.append(Block(f'<p class="hook">{escape(notebook.question)}</p>'))
        ends = starts + section.minutes
        for slide in found:
            slide.notes.insert(0, f"{section.title}: {section.minutes} minutes, from {starts} to {ends}.")
            slide.notes.append(f"Ask the room: {ask(slide, section)}")
        starts = ends
        yield "<section>" + "".join(slide.html() for slide in found) + "</section>"


class Slide:
    """Blocks that stand together, and what the speaker sees beside them."""

    def __init__(self, kind=""):
        self.kind, self.blocks, self.notes, self.question = kind, [], [], ""

    def is_bare(self):
        """Return whether there is nothing but a heading."""
        return len(self.blocks) == 1 and self.blocks[0].html.startswith("<h2>")

    def html(self):
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        blocks = "".join(map(str, self.blocks))
        return f'<section class="{self.kind}">{blocks}<aside class="notes">{notes}</aside></section>'


def section_slides(section, places, films):
    """Return the `Slide`s of a section of the notebook, in order."""
    found, step = [Slide()], 0
    for before, cell in zip([None, *section.cells], section.cells):
        kind = slide_type(cell, before)
        if kind == "skip":
            continue
        if kind == "notes":
            found[-1].notes.append(course.source(cell))
            continue
        if kind in ("slide", "subslide") and found[-1].blocks:
            found.append(Slide())
        own = list(special(cell, places, films))
        if own:  # an explorer, a poll or an exercise stands on slides of its own; what follows begins another
            if own[0].kind != "film" and found[-1].is_bare():
                own[0].notes[:0] = found.pop().notes
            found = [slide for slide in found if slide.blocks or slide.notes] + own + [Slide()]
            continue
        blocks = markdown_blocks(cell) if cell["cell_type"] == "markdown" else code_blocks(cell)
        if kind == "fragment" and found[-1].blocks:
            step += 1
            blocks = [block._replace(step=step) for block in blocks]
        found[-1].blocks += blocks
        found[-1].question = found[-1].question or last_question(course.source(cell), cell)
    return [slide for slide in found if slide.blocks]


def special(cell, places, films):
    """Return the slides of a cell that makes slides of its own, or nothing."""
    if id(cell) in places:
        yield film_slide(cell, places[id(cell)].kind, next(films))
    elif cell["cell_type"] == "code":
        for name, argument in re.findall(r'^(predict|exercise)\("([\w-]+)"\)', course.source(cell), re.MULTILINE):
            for content in (poll if name == "predict" else exercise)(argument):
                slide = Slide(content.kind)
                slide.blocks, slide.notes, slide.question = content.blocks, [content.note], content.question
                yield slide


def film_slide(cell, kind, film):
    slide = Slide("film")
    png, alt = course.picture(cell)
    html = outputs.film_html(png, alt, film, source=outputs.data_address(png), films="")
    steps = "".join(f'<span class="fragment preset" data-preset="{n}"></span>' for n in range(len(kind.presets)))
    slide.blocks = [Block(html), Block(steps)]
    slide.notes = ["Each step of the clicker is a preset:"]
    slide.notes += [f"{label}: {preset.sentence}" for label, preset in kind.presets.items()]
    slide.question = teaching.question(kind).strip("*") + " Before each preset: what will change?"
    return slide


def last_question(text, cell):
    """Return the last sentence of a Markdown cell that asks something, or nothing."""
    plain = re.sub(r"[*#`>]|^\d+\. |^- |\[\d+\]", "", text, flags=re.MULTILINE)
    found = re.findall(r"[^.?!:\n|]*\?", plain) if cell["cell_type"] == "markdown" else []
    return found[-1].strip() if found else ""


def ask(slide, section):
    """Return the question of a slide: its own, its section's, or the one that always fits."""
    texts = [last_question(course.source(cell), cell) for cell in section.cells]
    heading = section.title if section.title.endswith("?") else ""
    return slide.question or heading or next(filter(None, texts), "") or "What do you expect to see next, and why?"
