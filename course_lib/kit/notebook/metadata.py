"""What need not be typed: the place of each cell on a slide follows from what it is, unless its metadata says more."""

import re

from course_lib.kit.notebook.reading import source

SLIDE_TYPES = ("slide", "subslide", "fragment", "notes", "skip", "-")

# What a cell opens with -> its type; the first that fits.
MARKDOWN = (
    (r"##? ", "slide"),  # a title, a section
    (r"(#+ |\*\*)References?\b", "notes"),
    (r"#+ |\*\*|\d+\. ", "subslide"),  # a smaller heading, a bold one, a list of tasks
    (r"", "fragment"),  # what is said about the cell above
)
CODE = (
    (r"(exercise|recap)\(", "subslide"),
    (r"predict\(", "fragment"),
    (r"(.*\n)*check\(", "fragment"),
    (r"(.*\n)*[A-Z]\w*\(.*\)$", "-"),  # an explorer
)


def slide_type(cell, before=None):
    """Return the type of slide of a cell: the one in its metadata, else the one of the rule.

        >>> slide_type({"cell_type": "markdown", "metadata": {}, "source": "## Four counts"})
        'slide'
        >>> slide_type({"cell_type": "code", "metadata": {}, "source": "recall(counts)"})
        '-'

    `before` is the cell above it, of the same section.
    """
    return own_slide_type(cell) or slide_type_by_rule(cell, before)


def own_slide_type(cell):
    """Return the type that the cell's metadata sets, or None."""
    return cell["metadata"].get("slideshow", {}).get("slide_type")


def slide_type_by_rule(cell, before=None):
    """Return the type that a cell has unless its metadata says otherwise."""
    if cell["cell_type"] == "markdown":
        return next(kind for pattern, kind in MARKDOWN if re.match(pattern, source(cell)))
    by_call = next((kind for pattern, kind in CODE if re.match(pattern, source(cell))), None)
    return by_call or _below(before)


def _below(before):
    """Code right below the title imports; below the heading of a section it is an answer; elsewhere it goes on."""
    heading = re.match(r"##? ", source(before)) if before and before["cell_type"] == "markdown" else None
    return {"# ": "skip", "## ": "fragment"}[heading[0]] if heading else "-"


def leave_out_slide_type(cell, before=None):
    """Remove the slide type from a cell's metadata where the rule gives the same."""
    if own_slide_type(cell) == slide_type_by_rule(cell, before):
        del cell["metadata"]["slideshow"]["slide_type"]
        if not cell["metadata"]["slideshow"]:
            del cell["metadata"]["slideshow"]
