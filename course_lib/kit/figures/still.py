"""Still pictures: for the end of a cell, and small enough for a notebook file."""

import base64
import io

from matplotlib.colors import to_rgb

from course_lib.kit.figures.palette import OWN, style

ENOUGH = 60_000  # bytes of a still picture in a notebook file


class Picture:
    """A still picture for the end of a cell: PNG for the eye, its finding for everyone and for the comparison in CI."""

    def __init__(self, png, alt):
        self.png, self.alt = png, alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"image/png": base64.b64encode(self.png).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}

    def __repr__(self):
        return self.alt


def show(figure, *, alt):
    """Return `figure` as a picture with its finding: end a cell with it.

    alt : at least 30 characters, what the picture shows, with its numbers
    """
    if len(alt) < 30:
        raise ValueError(f"`alt` must say the finding in at least 30 characters, got {alt!r}")
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return Picture(shrink_png(buffer.getvalue()), alt)


def shrink_png(png):
    """Return a PNG with at most 256 colours: a third of the bytes, so that a notebook file stays small.

    One that is still larger than `ENOUGH` holds photographs: it gets fewer colours, and then fewer pixels.

        >>> from matplotlib.figure import Figure
        >>> buffer = io.BytesIO()
        >>> Figure(figsize=(1, 1)).savefig(buffer, format="png")
        >>> len(shrink_png(buffer.getvalue())) < len(buffer.getvalue())
        True
    """
    from PIL import Image

    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    small = _with_colors(picture, 256)
    if len(small) > ENOUGH:
        small = _with_colors(picture, 48)
    if len(small) > ENOUGH:
        share = max((ENOUGH / len(small)) ** 0.5, 0.75)  # below that, the letters could not be read
        size = [round(share * side) for side in picture.size]
        small = _with_colors(picture.resize(size, Image.Resampling.LANCZOS), 48)
    return small


def _with_colors(picture, count):
    """Return a PNG in so many colours that suit the picture, and in the course's own, so that meanings stay."""
    from PIL import Image

    # Without dithering: its noise would show on photographs and cost what the palette saves.
    count = min(count, 256 - len(OWN))
    few = picture.quantize(count, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = Image.new("P", (1, 1))
    own = [round(255 * part) for color in OWN for part in to_rgb(color)]
    palette.putpalette(few.getpalette()[: 3 * count] + own)
    buffer = io.BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return buffer.getvalue()
