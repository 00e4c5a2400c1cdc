"""What a page shows of a cell's output: pictures keep their alt text, explorers become films."""

import base64
import hashlib
import struct
from html import escape


def film_html(png, alt, film, *, source, films):
    """Return the place of a film: the still picture and its finding until, or unless, a script takes over."""
    inner = image_html(png, alt, source)
    return (
        f'<div class="course-film" data-film="{film}" data-from="{films}">{inner}'
        f'<p class="finding">{escape(alt)}</p></div>'
    )


def image_html(png, alt, source):
    """Return an <img> of known size; `source` is its address."""
    width, height = struct.unpack(">II", base64.b64decode(png[:64])[16:24])
    return (
        f'<img class="course-picture dark-light" src="{source}" alt="{escape(alt)}" width="{width}" height="{height}"'
        ' loading="lazy">'
    )


def data_address(png):
    return f"data:image/png;base64,{png}"


def picture_name(png):
    return hashlib.sha256(png.encode()).hexdigest()[:16] + ".png"


def as_html(cell, html):
    """Replace the picture among a cell's outputs by HTML, in place."""
    for output in cell["outputs"]:
        if "image/png" in output.get("data", {}):
            output["data"] = {"text/html": html}
            output["metadata"] = {}
            return cell
    raise ValueError(f"the cell must have a picture, got {cell['source']!r}")
