"""Formulas as MathML: browsers draw it themselves, without a script or the network, and screen readers read it."""

import io
import re
from functools import cache
from html import escape, unescape
from importlib.resources import files

from latex2mathml.converter import convert


def mathml(latex, *, block=False):
    """Return a formula as MathML, with its LaTeX for who copies it.

    >>> mathml("x + 1").count("<mi>x</mi>")
    1
    """
    latex = latex.strip()
    words = re.sub(r"\\mathrm\{(\w[\w\\]+)\}", r"\\text{\1}", latex)  # a word is one sign, not letters multiplied
    found = convert(words.replace(r"\_", "_"), display="block" if block else "inline")
    note = f'<annotation encoding="application/x-tex">{escape(latex)}</annotation></semantics></math>'
    return re.sub(r"^(<math[^>]*>)", r"\1<semantics>", found).replace("</math>", note)


def formulas(markdown):
    """Return [(LaTeX, whether it stands on lines of its own)] of a Markdown text, code left out.

    >>> formulas("so $a$ is `$b$`, and $$c$$")
    [('a', False), ('c', True)]
    """
    text = re.sub(r"```.*?```|`[^`]*`", "", markdown, flags=re.DOTALL)
    found = re.finditer(r"\$\$(.+?)\$\$|\$(.+?)\$", text, re.DOTALL)
    return [(match[1] or match[2], bool(match[1])) for match in found]


@cache
def font(signs):
    """Return a font for formulas as bytes of a WOFF file: STIX Two Math, cut to what the signs need."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    whole = TTFont(files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(layout_features=["*"], hinting=False, notdef_outline=True))
    cutter.populate(text=signs)
    cutter.subset(whole)
    whole.flavor = "woff"
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


def signs(markdown):
    """Return the signs that the formulas of a text need, sorted, and in any case the plain ones and the root."""
    shown = "".join(mathml(latex, block=block) for latex, block in formulas(markdown))
    plain = unescape(re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", shown))
    letters = "".join(chr(0x1D434 + n) + chr(0x1D44E + n) for n in range(26))  # a browser slants a single letter
    always = "abcdefghijklmnopqrstuvwxyz0123456789 ℎ√"  # a root is an element, its sign no text
    return "".join(sorted({*plain, *letters, *always}))
