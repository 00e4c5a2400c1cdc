"""The site's sources, staged in build/site-source: notebooks with films, the home page, references, teacher's pages."""

import base64
import copy
import json
import re
import shutil
from pathlib import Path

from scripts.publish import BUILD, SITE, bundle, course, formulas, outputs, teaching
from scripts.publish.reels import reels
from scripts.publish.settings import launches, settings

STAGE = BUILD / "site-source"
ASKS = re.compile(r'(predict|exercise|recap)\("[\w-]+"\)')  # a cell that is nothing else: its output says it all


class Stage:
    """Writes files into a folder; what is the same stays untouched, so that Sphinx reads only what has changed."""

    def __init__(self, folder):
        self.folder, self.written = folder, set()

    def put(self, name, content):
        path = self.folder / name
        content = content.encode() if isinstance(content, str) else content
        self.written.add(path)
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def tidy(self):
        """Remove what an earlier build has left."""
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.written:
                path.unlink()


def stage(folder=STAGE, notebooks=None):
    """Write the sources of the site into `folder` and return the notebooks that are in it."""
    notebooks = notebooks or course.read()
    films = reels(notebooks)
    put = (stage := Stage(folder)).put
    for notebook in notebooks:
        put(f"notebooks/{notebook.name}.ipynb", json.dumps(page(notebook, films, put), ensure_ascii=False, indent=1))
    for path in sorted(set(films.values())):
        put(f"_static/films/{path.stem}.js", film_script(path))
    put("index.md", home(notebooks, films, put))
    put("references.md", references(notebooks))
    for name, text in teaching.pages(notebooks).items():
        put(f"teaching/{name}.md", text)
    put("_static/player.js", bundle.player_script())
    put("_static/explorer.css", bundle.explorer_style())
    put("_static/course.css", (SITE / "course.css").read_text("utf-8"))
    put("_static/formulas.woff", formulas.font(formulas.signs(_markdown(notebooks))))
    stage.tidy()
    return notebooks


def film_script(path: Path):
    """Return a script that brings one film, for <script> works where a page may not fetch."""
    return f'courseFilm("{path.stem}", "{base64.b64encode(path.read_bytes()).decode()}");\n'


def _markdown(notebooks):
    return "\n".join(course.source(cell) for n in notebooks for cell in n.cells if cell["cell_type"] == "markdown")


def page(notebook, films, put):
    """Return the notebook as Sphinx gets it: explorers are films, pictures have alt texts, sections their minutes.

    Of a prediction, an exercise and a recap the page shows what they say, and not the call.
    """
    content = copy.deepcopy(notebook.content)
    twin = notebook._replace(content=content)
    for number, (cell, _) in enumerate(twin.explorers()):
        film = films[notebook.name, number].stem
        outputs.as_html(cell, film_place(cell, film, "../_static/", put))
    for cell in content["cells"]:
        if cell["cell_type"] == "markdown":
            minutes = cell["metadata"].get("minutes")
            cell["source"] = _with_minutes(course.source(cell), minutes) if minutes else course.source(cell)
        elif ASKS.fullmatch(course.source(cell)):
            cell["metadata"]["tags"] = ["remove-input"]
        elif course.picture(cell):
            png, alt = course.picture(cell)
            put(f"_static/pictures/{outputs.picture_name(png)}", base64.b64decode(png))
            outputs.as_html(cell, outputs.image_html(png, alt, f"../_static/pictures/{outputs.picture_name(png)}"))
    return content


def film_place(cell, film, static, put):
    png, alt = course.picture(cell)
    name = f"pictures/{outputs.picture_name(png)}"
    put(f"_static/{name}", base64.b64decode(png))
    return outputs.film_html(png, alt, film, source=static + name, films=f"{static}films/")


def _with_minutes(text, minutes):
    unit = "minute" if minutes == 1 else "minutes"
    return re.sub(r"^(## .+)$", rf'\1\n\n<p class="minutes">{minutes} {unit}</p>', text, count=1, flags=re.MULTILINE)


def home(notebooks, films, put):
    """Return the home page: site/index.md with the explorer that it names, the map, the contents in their places."""
    parts = {
        "map": "\n".join(card_group(part, members) for part, members in by_part(notebooks).items()),
        "launch": launch_note(),
        "toctree": "\n".join(toctree(part, members) for part, members in by_part(notebooks).items()),
    }
    text = (SITE / "index.md").read_text("utf-8")
    text = re.sub(r"<!-- explorer (\w+) -->", lambda match: named_film(match[1], notebooks, films, put), text)
    return re.sub(r"<!-- (\w+) -->", lambda match: parts[match[1]], text)


def named_film(name, notebooks, films, put):
    """Return the place of the film of the first explorer of this name."""
    for notebook in notebooks:
        for number, (cell, shown) in enumerate(notebook.explorers()):
            if shown.kind.__name__ == name:
                return film_place(cell, films[notebook.name, number].stem, "_static/", put)
    raise LookupError(f"site/index.md must name an explorer that a notebook shows, got {name!r}")


def by_part(notebooks):
    parts = {}
    for notebook in notebooks:
        parts.setdefault(re.sub(r"^\d+ ", "", notebook.part), []).append(notebook)
    return parts


def card_group(part, members):
    cards = "".join(
        f'<li><a href="notebooks/{notebook.name}.html"><strong>{notebook.course["title"]}</strong>'
        f"<span>{notebook.question or 'How does this course work?'}</span>"
        f"<small>{notebook.course['minutes']} minutes</small></a></li>"
        for notebook in members
    )
    return f'<h3 class="part">{part.capitalize() or "First"}</h3><ul class="cards">{cards}</ul>\n'


def toctree(part, members):
    names = "\n".join(f"notebooks/{notebook.name}" for notebook in members)
    return f"```{{toctree}}\n:hidden:\n:caption: {part.capitalize() or 'First'}\n\n{names}\n```\n"


def launch_note():
    """Return how to run the course without installing it; empty where no repository is known."""
    found = launches("notebooks/00_start_here.ipynb")
    if not found:
        return ""
    (_, binder), (_, colab) = found
    return (
        f"**Without installing anything:** [open the course in Binder]({binder}), which takes some minutes to start, "
        f"or [in Colab]({colab}). In Colab run this first:\n\n"
        f"    !git clone {settings()['repository']} course\n    %cd course/notebooks\n    %pip install -q -e ..\n"
    )


def references(notebooks):
    """Return the page that collects the references of all notebooks."""
    lines = ["# References", "", "What the notebooks stand on, notebook by notebook.", ""]
    for notebook in notebooks:
        found = notebook_references(notebook)
        if found:
            lines += [f"## {notebook.course['title']}", ""]
            lines += [f"{number}. {text}" for number, text in enumerate(found, start=1)] + [""]
            lines += [f"[To the notebook](notebooks/{notebook.name}.ipynb)", ""]
    return "\n".join(lines)


def notebook_references(notebook):
    """Return the entries of a notebook's list of references, each on one line."""
    for cell in reversed(notebook.cells):
        match = re.search(r"^(?:#+ |\*\*)References?\**$(.*)", course.source(cell), re.MULTILINE | re.DOTALL)
        if cell["cell_type"] == "markdown" and match:
            listed = re.split(r"^(?:#|\*\*)", match[1], maxsplit=1, flags=re.MULTILINE)[0]
            entries = re.split(r"^(?:\d+\.|\[\d+\]|-) +", listed, flags=re.MULTILINE)[1:]
            return [" ".join(entry.split()) for entry in entries]
    return []


def originals(notebooks, built):
    """Put the committed notebooks in place of the staged ones behind the download buttons."""
    for notebook in notebooks:
        shutil.copy(course.NOTEBOOKS / f"{notebook.name}.ipynb", built / "_sources" / "notebooks")


def drop_old(built, staged=STAGE):
    """Remove the pages whose source is staged no more."""
    for path in [*built.glob("notebooks/*.html"), *built.glob("teaching/*.html")]:
        source = staged / path.relative_to(built)
        if not any(source.with_suffix(suffix).exists() for suffix in (".ipynb", ".md")):
            path.unlink()
