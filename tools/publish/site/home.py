"""The home page: what is written by hand, with the explorer that it names, the map and the ways in."""

import re

from tools.publish import HERE
from tools.publish.settings import launches, settings
from tools.publish.site.places import film_place


def home(notebooks, films, put):
    """Return the home page: index.md with the explorer that it names, the map, the contents in their places."""
    parts = {
        "map": "\n".join(card_group(part, members) for part, members in by_part(notebooks).items()),
        "launch": launch_note(),
        "toctree": "\n".join(toctree(part, members) for part, members in by_part(notebooks).items()),
    }
    text = (HERE / "site" / "index.md").read_text("utf-8")
    text = re.sub(r"<!-- explorer (\w+) -->", lambda match: named_film(match[1], notebooks, films, put), text)
    return re.sub(r"<!-- (\w+) -->", lambda match: parts[match[1]], text)


def named_film(name, notebooks, films, put):
    """Return the place of the film of the first explorer of this name."""
    for notebook in notebooks:
        for number, (cell, shown) in enumerate(notebook.explorers()):
            if shown.kind.__name__ == name:
                return film_place(cell, films[notebook.name, number].stem, "_static/", put)
    raise LookupError(f"index.md must name an explorer that a notebook shows, got {name!r}")


def by_part(notebooks):
    parts = {}
    for notebook in notebooks:
        parts.setdefault(re.sub(r"^\d+ ", "", notebook.part), []).append(notebook)
    return parts


def card_group(part, members):
    cards = "".join(
        f'<li><a href="notebooks/{notebook.name}.html"><strong>{notebook.title}</strong>'
        f"<span>{notebook.question}</span>"
        f"<small>{notebook.minutes} minutes</small></a></li>"
        for notebook in members
    )
    return f'<h3 class="part">{part.capitalize()}</h3><ul class="cards">{cards}</ul>\n'


def toctree(part, members):
    names = "\n".join(f"notebooks/{notebook.name}" for notebook in members)
    return f"```{{toctree}}\n:hidden:\n:caption: {part.capitalize()}\n\n{names}\n```\n"


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
