"""The site's sources, staged in build/site-source: notebooks with films, the home page, references, teacher's pages."""

import base64
import copy
import json
import re
import shutil
from pathlib import Path

from tools.publish import BUILD, HERE, bundle, course, formulas, outputs
from tools.publish.films import films_of
from tools.publish.site import teaching
from tools.publish.site.folder import Folder
from tools.publish.site.home import home
from tools.publish.site.places import film_place
from tools.publish.site.references import references

STAGED = BUILD / "site-source"
ASKS = re.compile(r'(predict|exercise|recap)\("[\w-]+"\)')  # a cell that is nothing else: its output says it all


def stage(folder=STAGED, notebooks=None):
    """Write the sources of the site into `folder` and return the notebooks that are in it."""
    notebooks = notebooks or course.read()
    films = films_of(notebooks)
    put = (target := Folder(folder)).put
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
    put("_static/course.css", (HERE / "site" / "course.css").read_text("utf-8"))
    put("_static/formulas.woff", formulas.font(formulas.signs(_markdown(notebooks))))
    target.tidy()
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


def _with_minutes(text, minutes):
    unit = "minute" if minutes == 1 else "minutes"
    return re.sub(r"^(## .+)$", rf'\1\n\n<p class="minutes">{minutes} {unit}</p>', text, count=1, flags=re.MULTILINE)


def originals(notebooks, built):
    """Put the committed notebooks in place of the staged ones behind the download buttons."""
    for notebook in notebooks:
        shutil.copy(course.NOTEBOOKS / f"{notebook.name}.ipynb", built / "_sources" / "notebooks")


def drop_old(built, staged=STAGED):
    """Remove the pages whose source is staged no more."""
    for path in [*built.glob("notebooks/*.html"), *built.glob("teaching/*.html")]:
        source = staged / path.relative_to(built)
        if not any(source.with_suffix(suffix).exists() for suffix in (".ipynb", ".md")):
            path.unlink()
