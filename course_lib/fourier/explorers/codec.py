"""What JPEG throws away: a picture at each quality, one of its blocks, and what the rest costs."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.data import grey
from course_lib.fourier.codec import bits_per_pixel, decode, encode, nonzero_share, psnr, to_blocks
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    ERROR_INK,
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT,
    OUTPUT_INK,
    Lines,
    NumberGrid,
    byte_image,
    cell_colors,
    cell_frame,
    fit_cells,
    move_frame,
    panel,
)

PICTURES = ("camera", "astronaut", "brick", "grass", "noise")
SIDE, BLOCKS = 256, 32  # pixels, and blocks of 8 pixels, along a side
PANEL = 2.56  # inches: a pixel of the picture is one of the screen
LOUDER = 4  # by so much the error is enlarged


class CodedPicture(NamedTuple):
    decoded: np.ndarray  # (256, 256) in [0, 1]
    numbers: np.ndarray  # (8, 8) int: coefficients of the block, in steps of the table
    table: np.ndarray  # (8, 8) int: the steps, in grey levels
    left: int  # how many of the block's numbers are not 0
    bits: float  # per pixel, by entropy
    ratio: float  # peak signal to noise of the picture, dB
    share: float  # of all numbers of the picture that are not 0


class ThrowAway(Explorer):
    """How much of a picture can be thrown away before you see it?"""

    title = "Throw away what you do not see"
    size = (11.1, 4.35)
    controls = {
        "quality": Number(10, 1, 100, label="quality"),
        "picture": Choice("camera", PICTURES, label="picture"),
        "row": Number(8, 0, BLOCKS - 1, label="block: row"),
        "column": Number(13, 0, BLOCKS - 1, label="block: column"),
    }
    presets = {
        "a tenth": Preset(
            {"quality": 50},
            "Quality 50: less than a tenth of the 8 bits per pixel, and 13 % of the numbers. Who sees it?",
            lambda r: r.picture == "camera" and r.quality == 50 and r.bits < 0.8 and round(r.share, 2) == 0.13,
        ),
        "blocks of sky": Preset(
            {"quality": 5, "row": 3, "column": 24},
            "Quality 5: of a block of sky its mean is left. Each block has its own, and so you see the blocks.",
            lambda r: r.quality == 5 and r.left == 1 and r.numbers[0, 0] != 0,
        ),
        "noise": Preset(
            {"picture": "noise", "quality": 50},
            "Noise at quality 50: three times the bits of the photographer, and the error is over 10 dB louder.",
            lambda r: r.picture == "noise" and r.quality == 50 and r.bits > 3 * 0.752 and r.ratio < 32.81 - 10,
        ),
        "its past": Preset(
            {"picture": "grass", "quality": 90},
            "Grass at quality 90 loses nearly nothing, 51.9 dB, while quality 93 gives 40.9. It has been a JPEG of 90.",
            lambda r: r.picture == "grass" and r.quality == 90 and round(r.ratio, 1) == 51.9,
        ),
        "nothing at all?": Preset(
            {"quality": 100},
            "Quality 100 still rounds: to whole grey levels, 59 dB. That costs 4.5 bits per pixel.",
            lambda r: r.quality == 100 and r.table.max() == 1 and round(r.ratio) == 59 and round(r.bits, 1) == 4.5,
        ),
    }

    def compute(self, picture, quality, row, column):
        encoded, decoded, bits, ratio, share = _coded(picture, quality)
        numbers = encoded.numbers[row, column]
        left = int(np.count_nonzero(numbers))
        return CodedPicture(decoded, numbers, encoded.table, left, bits=bits, ratio=ratio, share=share)

    def draw(self, figure, r):
        self.axes, self.decoded = draw_image(figure, 0.15, 1.0, PANEL, (-0.5, BLOCKS - 0.5, BLOCKS - 0.5, -0.5))
        self.mark = cell_frame(self.axes, KERNEL, width=2.2)
        self.name = self.axes.set_title("", color=OUTPUT_INK, weight="bold")
        axes, self.error = draw_image(figure, 2.9, 1.0, PANEL)
        axes.set_title(f"error, {LOUDER} times as loud", color=ERROR_INK, weight="bold")
        self.blocks = []
        for bottom, words, color in ((2.45, "block before", INPUT), (1.0, "and after", OUTPUT_INK)):
            axes, image = draw_image(figure, 5.7, bottom, 1.1)
            axes.set_title(words, color=color, fontsize=11)
            self.blocks.append(image)
        Lines(figure, 5.7, 0.63, spacing=0.25, color=KERNEL_INK, fontsize=11).show("waves get finer", "→ and ↓")
        axes = panel(figure, 7.2, 0.12, 3.8, 3.8)
        fit_cells(axes, 8, 8)
        self.grid = NumberGrid(axes, fontsize=11)
        self.count = axes.set_title("", color=KERNEL_INK, weight="bold")
        self.costs, self.losses = (Lines(figure, left, 0.63, spacing=0.35) for left in (0.15, 2.9))

    def update(self, r):
        image = picture(r.picture)
        self.decoded.set_data(byte_image(r.decoded))
        self.error.set_data(byte_image(0.5 + LOUDER * (r.decoded - image)))
        for block, whole in zip(self.blocks, (image, r.decoded)):
            block.set_data(byte_image(to_blocks(whole)[r.row, r.column]))
        move_frame(self.mark, r.row, r.column)
        texts = [str(n).replace("-", "−") if n else "" for n in r.numbers.ravel()]
        self.grid.show(r.numbers, texts=texts, faces=cell_colors((8, 8), (OUTPUT, 0.35, r.numbers != 0)))
        self.name.set_text(f"{r.picture}, quality {r.quality}")
        self.count.set_text(f"this block's numbers: {r.left} of 64 are left")
        bits = f"{r.bits:.2f} bits per pixel, not 8", {"weight": "bold"}
        self.costs.show(bits, f"{r.share:.1%} of all numbers left")
        ratio = f"PSNR {r.ratio:.1f} dB", {"color": ERROR_INK, "weight": "bold"}
        self.losses.show(ratio, f"steps in grey levels: {_steps(r.table)}")

    def describe(self, r):
        return (
            f"{r.picture.capitalize()} at quality {r.quality}, steps of {_steps(r.table)}: {r.bits:.3f} bits per pixel "
            f"in place of 8, {r.share:.2%} of the numbers are not 0, peak signal-to-noise ratio {r.ratio:.2f} dB. The "
            f"block in row {r.row}, column {r.column} keeps {r.left} of 64, the first {r.numbers[0, 0]}."
        )

    def code(self, picture, quality, row, column):
        return f"""\
import cv2
import numpy as np
from course_lib.fourier import codec
from course_lib.fourier.explorers.codec import picture
image = picture("{picture}")
encoded = codec.encode(image, {quality})
decoded, table = codec.decode(encoded), encoded.table
bits, share = codec.bits_per_pixel(encoded), codec.nonzero_share(encoded.numbers)
block = image[{8 * row}:{8 * row + 8}, {8 * column}:{8 * column + 8}]
numbers = np.rint(cv2.dct(255 * block - 128) / table).astype(int)
left = np.count_nonzero(numbers)
ratio = 10 * np.log10(1 / np.mean((image - decoded) ** 2))
levels = np.rint(255 * image).astype(np.uint8)
file = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, {quality}])[1]
print(f"{{8 * len(file) / image.size:.2f}} bits per pixel in a JPEG file, {{bits:.2f}} by entropy")"""

    def handles(self):
        return [Handle(self.axes, "column", "row", "block of 8 x 8 pixels")]


@lru_cache
def picture(name):
    """Return a photograph as grey (256, 256) in [0, 1], or noise: normal, of mean 0.5 and standard deviation 0.2."""
    if name != "noise":
        return grey(name)
    return np.clip(np.random.default_rng(0).normal(0.5, 0.2, (SIDE, SIDE)), 0, 1)


@lru_cache(maxsize=32)
def _coded(name, quality):
    """Return a picture encoded, decoded, its bits per pixel, its PSNR, and how many of its numbers are not 0."""
    image = picture(name)
    encoded = encode(image, quality)
    decoded = decode(encoded)
    return encoded, decoded, bits_per_pixel(encoded), psnr(image, decoded), nonzero_share(encoded.numbers)


def draw_image(figure, left, bottom, side, extent=(0, 1, 0, 1)):
    """Return the axes and the image of a square picture at a place given in inches."""
    axes = panel(figure, left, bottom, side, side)
    image = axes.imshow(np.zeros((2, 2)), vmin=0, vmax=255, extent=extent, aspect="auto")
    axes.set_autoscale_on(False)
    return axes, image


def _steps(table):
    low, high = table.min(), table.max()
    return f"{low} to {high}" if low < high else f"{low}"
