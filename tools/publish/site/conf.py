"""Sphinx's settings. `make site` stages the pages (tools/publish/site/pages.py) and builds them with this file."""

import sys
from pathlib import Path

from docutils.nodes import SkipNode

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tools.publish import BUILD, HERE, formulas  # noqa: E402 - the path stands above
from tools.publish.settings import settings  # noqa: E402

asked = settings()
project = asked["title"]
author = copyright = asked["author"]
extensions = ["myst_nb"]
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = [str(BUILD / "site-source" / "_static")]
html_css_files = ["explorer.css", "course.css"]
html_js_files = [("player.js", {"defer": "defer"})]
html_math_renderer = "mathml"
html_show_sphinx = False
html_show_copyright = False
html_favicon = str(HERE / "site" / "favicon.svg")
html_context = {"default_mode": "auto"}
html_use_index = False
exclude_patterns = ["_static"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the committed outputs are the pages' outputs
nb_ipywidgets_js = {}  # no widget manager: films move without one, and nothing comes from the network
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": True,
    "use_fullscreen_button": False,
    "use_repository_button": bool(asked["repository"]),
    "repository_provider": "github",
    "repository_url": asked["repository"],
    "repository_branch": asked["branch"],
    "path_to_docs": "",
    "show_toc_level": 2,
    "home_page_in_toc": False,
    "launch_buttons": {"binderhub_url": asked["binder"], "colab_url": asked["colab"]} if asked["repository"] else {},
}


def inline(self, node):
    self.body.append(formulas.mathml(node.astext()))
    raise SkipNode


def block(self, node):
    self.body.append(f'<div class="math">{formulas.mathml(node.astext(), block=True)}</div>')
    raise SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
