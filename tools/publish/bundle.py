"""The course's own scripts as one that runs from a file as well as from a server: browsers refuse modules of files."""

import re
from functools import cache
from importlib.resources import files


@cache
def player_script():
    """Return `player.js` with the view that it drives, as one plain script that plays all films of its page."""
    kit = files("course_lib.kit")
    view, player = (kit.joinpath(name).read_text("utf-8") for name in ("stage/page/view.js", "film/player.js"))
    default = re.sub(r"^export default ", "const whole = ", view, flags=re.MULTILINE)
    parts = [
        "(() => {",
        f"const view = (() => {{\n{_plain(default)}\nreturn whole;\n}})();",
        re.sub(r"^import .*\n", "", _plain(player), flags=re.MULTILINE),
        'if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => startAll());',
        "else startAll();",
        "})();\n",
    ]
    return "\n".join(parts)


def _plain(module):
    return re.sub(r"^export ", "", module, flags=re.MULTILINE)


def explorer_style():
    return files("course_lib.kit").joinpath("stage/page/view.css").read_text("utf-8")
