"""What stands between the pixels: nearest, bilinear, bicubic and area, enlarged and shrunk, beside OpenCV's answer."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import data
from course_lib.fourier.sampling import zone_plate
from course_lib.geometry.interpolation import METHODS, overshoot, resize
from course_lib.kit.explorer import Choice, Explorer, Number, Preset
from course_lib.kit.figures import ERROR_INK, INPUT, OUTPUT, OUTPUT_INK, REFERENCE, Lines, byte_image

OLD = 48  # pixels along each side
ROW = 23  # along which the values are drawn
PICTURES = ("face", "step", "rings")
TAPS = {"nearest": "1 pixel", "bilinear": "2 x 2 pixels", "bicubic": "4 x 4 pixels", "area": "all that it covers"}
FLAGS = {"nearest": "INTER_NEAREST_EXACT", "bilinear": "INTER_LINEAR", "bicubic": "INTER_CUBIC", "area": "INTER_AREA"}


class Resized(NamedTuple):
    new: np.ndarray  # (size, size), in [0, 1] but for overshoot
    opencv: np.ndarray  # (size, size), by cv2.resize
    apart: float  # the largest difference between them, in grey levels of 255
    beyond: float  # how far values leave the range of the picture, in grey levels of 255
    x: np.ndarray  # (size,) where the new pixels of the row lie in the old picture, pixels
    row: np.ndarray  # (size,) their values


class WhichPixelValue(Explorer):
    """What value does a pixel get that lies between pixels?"""

    title = "Which pixel value?"
    size = (11.5, 5.8)
    controls = {
        "size": Number(192, 6, 240, label="new size", unit="px"),
        "method": Choice("bicubic", (*METHODS, "area"), label="interpolation"),
        "picture": Choice("face", PICTURES, label="picture, 48 x 48 pixels"),
    }
    presets = {
        "steps": Preset(
            {"method": "nearest"},
            "Nearest: one source pixel for each new one. Nothing is invented, and every pixel becomes a tile.",
            lambda r: r.method == "nearest" and r.beyond == 0 and set(r.row) <= set(small_picture(r.picture)[ROW]),
        ),
        "ramps": Preset(
            {"method": "bilinear"},
            "Bilinear: straight lines from pixel to pixel. It never leaves the range of the values.",
            lambda r: r.method == "bilinear" and r.beyond == 0 and r.size > OLD,
        ),
        "it shoots over": Preset(
            {"picture": "step"},
            "Bicubic: at an edge it shoots over, by 17 grey levels here. Sharper, and not always better.",
            lambda r: r.method == "bicubic" and r.picture == "step" and round(r.beyond) == 17,
        ),
        "shrunk by bicubic": Preset(
            {"size": 11, "picture": "rings"},
            "Shrunk to a quarter: 4 x 4 pixels are looked at, the others are not. A pattern appears that is not there.",
            lambda r: r.size == 11 and r.method == "bicubic" and r.new.std() > 0.2,
        ),
        "shrunk by area": Preset(
            {"size": 11, "method": "area", "picture": "rings"},
            "Area: the mean of all that a new pixel covers. The fine rings become grey, as they should.",
            lambda r: r.size == 11 and r.method == "area" and r.new.std() < 0.2,
        ),
    }

    def compute(self, size, method, picture):
        source = small_picture(picture)
        new = _resized(picture, size, method)
        opencv = _opencv(picture, size, method)
        apart = 255 * float(np.abs(new - opencv).max())
        beyond = 255 * overshoot(new, source)
        beyond = beyond if beyond > 1e-9 else 0.0  # no rounding
        x = (np.arange(size) + 0.5) * OLD / size - 0.5
        row = new[int((ROW + 0.5) * size / OLD)]
        return Resized(new, opencv, apart, beyond, x=x, row=row)

    def draw(self, figure, r):
        names = [["old", "new", "opencv", "."], ["cut"] * 3 + ["."]]
        parts = figure.subplot_mosaic(names, width_ratios=(29, 29, 29, 17), height_ratios=(29, 16))
        cut = parts.pop("cut")
        self.images = []
        for axes in parts.values():
            self.images.append(axes.imshow(np.zeros((2, 2), np.uint8), vmin=0, vmax=255, extent=(0, 1, 1, 0)))
            axes.plot([0, 1], [(ROW + 0.5) / OLD] * 2, color=ERROR_INK, linewidth=1, linestyle=":")
            axes.set_axis_off()
        parts["old"].set_title("48 x 48 pixels", color=INPUT, weight="bold")
        self.name = parts["new"].set_title("", color=OUTPUT_INK, weight="bold")
        parts["opencv"].set_title("cv2.resize", color="#595959", weight="bold")
        cut.set(xlim=(-0.5, OLD - 0.5), ylim=(-25, 280), yticks=[0, 255])
        cut.set(xlabel="x along the dotted row [px]", ylabel="grey level")
        cut.axhspan(0, 255, color="#f3f3f3", zorder=0)
        (self.line,) = cut.plot([], [], "-", color=OUTPUT, linewidth=1.5, marker=".", markersize=4)
        (self.dots,) = cut.plot([], [], "o", color=INPUT, markersize=6, linestyle="none")
        Lines(figure, 9.85, 1.9).show(("● old", {"color": INPUT}), ("· new", {"color": OUTPUT_INK}))
        self.said = Lines(figure, 9.85, 5.2, spacing=0.3, fontsize=11)

    def update(self, r):
        source = small_picture(r.picture)
        for image, values in zip(self.images, (source, r.new, r.opencv)):
            image.set_data(byte_image(values))
        self.name.set_text(f"{r.method}: {r.size} x {r.size} pixels")
        self.line.set_data(r.x, 255 * r.row)
        self.dots.set_data(np.arange(OLD), 255 * source[ROW])
        times = f"x {r.size / OLD:.2g}" if r.size >= OLD else f"÷ {OLD / r.size:.2g}"
        self.said.show(
            times,
            ("looks at", {"color": REFERENCE}),
            TAPS[r.method],
            "",
            (f"overshoot: {r.beyond:.0f}" if r.beyond else "", {"color": ERROR_INK}),
            "OpenCV: the same" if r.apart < 0.01 else f"OpenCV: ±{r.apart:.0f}",
        )

    def describe(self, r):
        return (
            f"{r.picture}, {OLD} to {r.size} pixels, {r.method}: looks at {TAPS[r.method]}, leaves the range of the "
            f"values by {r.beyond:.1f} of 255 grey levels; contrast {255 * r.new.std():.1f}. "
            f"OpenCV differs by {r.apart:.2g} at most."
        )

    def code(self, size, method, picture):
        return f"""\
import cv2
import numpy as np
from course_lib import geometry
from course_lib.geometry.explorers.pixels import small_picture
source = small_picture("{picture}")
new = geometry.resize(source, ({size}, {size}), "{method}")
opencv = cv2.resize(source, ({size}, {size}), interpolation=cv2.{FLAGS[method]})
apart = 255 * np.abs(new - opencv).max()"""


@lru_cache
def small_picture(picture):
    """Return a picture (48, 48) in [0, 1]."""
    if picture == "face":
        return np.ascontiguousarray(data.grey("astronaut")[26:74, 90:138])
    if picture == "step":
        return np.where(np.arange(OLD) < OLD // 2, 0.15, 0.75) * np.ones((OLD, 1))
    return zone_plate(OLD)


@lru_cache(maxsize=64)
def _resized(picture, size, method):
    return resize(small_picture(picture), (size, size), method)


@lru_cache(maxsize=64)
def _opencv(picture, size, method):
    import cv2

    return cv2.resize(small_picture(picture), (size, size), interpolation=getattr(cv2, FLAGS[method]))
