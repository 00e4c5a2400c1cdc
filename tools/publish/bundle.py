"""The course's own scripts as one that runs from a file as well as from a server: browsers refuse modules of files."""

from functools import cache
from importlib.resources import files

from course_lib.kit.stage import page

START = """\
if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => startAll());
else startAll();
"""


@cache
def player_script():
    """Return `player.js` with the view that it drives, as one plain script that plays all films of its page."""
    return page.script(files("course_lib.kit").joinpath("film/player.js"), START)


def explorer_style():
    return files("course_lib.kit").joinpath("stage/page/view.css").read_text("utf-8")
