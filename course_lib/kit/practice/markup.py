"""From the plain text that authors write to HTML that is safe: everything escaped, `code` and paragraphs kept."""

import re
from html import escape
from textwrap import dedent

# Colour only on borders: a thin line needs contrast 3, and the words beside it carry the meaning.
BLUE, ORANGE, GREEN, VERMILION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#7F7F7F"


def inline(text):
    """Return one line as HTML.

    >>> inline("`a<b` & c")
    '<code>a&lt;b</code> &amp; c'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def paragraphs(text):
    """Return text as HTML: blank lines part the paragraphs, a paragraph indented by four spaces is code."""
    parts = [part for part in re.split(r"\n\s*\n", dedent(text).strip("\n")) if part.strip()]
    return "".join(code(dedent(part)) if _is_code(part) else f"<p>{inline(part)}</p>" for part in parts)


def _is_code(part):
    return all(line.startswith("    ") for line in part.splitlines())


def code(text):
    return f'<pre style="margin: 0.5em 0; white-space: pre-wrap; word-break: normal">{escape(text)}</pre>'


def fold(summary, content):
    """Return `content` (HTML) folded away below `summary` (text)."""
    return f"<details><summary>{inline(summary)}</summary>{content}</details>"


def box(content, color, *, role=None, label=None):
    """Return `content` (HTML) with a coloured line at its left."""
    attributes = "".join(
        f' {name}="{escape(value)}"' for name, value in (("role", role), ("aria-label", label)) if value
    )
    return f'<div{attributes} style="border-left: 4px solid {color}; padding-left: 0.8em">{content}</div>'
