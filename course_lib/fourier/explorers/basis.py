"""A block of a picture as a sum of the 64 basis pictures, in zig-zag order."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.fourier.codec import block_dct, keep_first, psnr, to_blocks, zigzag
from course_lib.fourier.dct import basis_pictures, inverse_dct
from course_lib.fourier.explorers.codec import BLOCKS, PANEL, PICTURES, draw_image, picture
from course_lib.kit.explorer import Choice, Explorer, Handle, Number, Preset
from course_lib.kit.figures import (
    INPUT,
    KERNEL,
    KERNEL_INK,
    OUTPUT_INK,
    Lines,
    byte_image,
    cell_frame,
    move_frame,
    signed_text,
)

TILE = 9  # 8 pixels and a gap
CONTRAST = 480  # a basis picture has values up to 0.25; so it reaches black and white
FAINT = 0.15  # the share of that for a basis picture that is not used yet
EXACT = 200  # dB; beyond is rounding alone


class BlockAndSum(NamedTuple):
    block: np.ndarray  # (8, 8) grey levels less 128
    coefficients: np.ndarray  # (8, 8) of the block
    total: np.ndarray  # (8, 8) sum of the first `count` basis pictures times their coefficients
    last: tuple  # (half waves down, half waves across) of the last one
    weight: float  # its coefficient, grey levels
    ratio: float  # peak signal to noise of the sum, dB; inf if it is the block up to rounding


class BlockBasis(Explorer):
    """Which 64 pictures make up every block?"""

    title = "A block from 64 pictures"
    size = (10.4, 4.1)
    controls = {
        "count": Number(10, 1, 64, label="basis pictures added"),
        "picture": Choice("camera", PICTURES, label="picture"),
        "row": Number(8, 0, BLOCKS - 1, label="block: row"),
        "column": Number(13, 0, BLOCKS - 1, label="block: column"),
    }
    presets = {
        "the mean": Preset(
            {"count": 1},
            "The first basis picture is even: it gives the block its mean, an eighth of the coefficient.",
            lambda r: r.count == 1 and np.ptp(r.total) < 1e-9 and abs(r.weight / 8 - r.block.mean()) < 1e-9,
        ),
        "ten of 64": Preset(
            {},
            "Ten of 64: light and dark are where they belong. The error is 4 % of white.",
            lambda r: r.picture == "camera" and r.count == 10 and round(10 ** (-r.ratio / 20), 2) == 0.04,
        ),
        "fine detail": Preset(
            {"row": 20, "column": 18},
            "Where the legs of the tripod meet, all is fine detail: ten leave a smear, 19.5 dB.",
            lambda r: (r.picture, r.row, r.column) == ("camera", 20, 18) and round(r.ratio, 1) == 19.5,
        ),
        "noise": Preset(
            {"picture": "noise", "count": 32},
            "Noise has no first and no last: half of the basis pictures leave about half of its energy out.",
            lambda r: r.picture == "noise" and r.count == 32 and 0.3 < (r.total**2).sum() / (r.block**2).sum() < 0.7,
        ),
        "all": Preset(
            {"picture": "noise", "count": 64},
            "All 64 give the block itself. 64 pixels, 64 numbers: so far nothing is saved.",
            lambda r: r.count == 64 and np.abs(r.total - r.block).max() < 1e-9,
        ),
    }

    def compute(self, picture, row, column, count):
        block, coefficients = (blocks[row, column] for blocks in _blocks(picture))
        total = inverse_dct(keep_first(coefficients, count))
        last = tuple(zigzag()[count - 1].tolist())
        ratio = psnr(block, total, peak=255)
        ratio = ratio if ratio < EXACT else float("inf")
        return BlockAndSum(block, coefficients, total, last, weight=float(coefficients[last]), ratio=ratio)

    def draw(self, figure, r):
        self.axes, self.photo = draw_image(figure, 0.15, 0.75, PANEL, (-0.5, BLOCKS - 0.5, BLOCKS - 0.5, -0.5))
        self.mark = cell_frame(self.axes, KERNEL, width=2.2)
        self.name = self.axes.set_title("", color=INPUT, weight="bold")
        atlas, self.atlas = draw_image(figure, 3.0, 0.12, 3.55, (-0.5, 7.5, 7.5, -0.5))
        (self.path,) = atlas.plot([], [], color=KERNEL, linewidth=1.2)
        self.here = cell_frame(atlas, KERNEL, width=3)
        self.used = atlas.set_title("", color=KERNEL_INK, weight="bold")
        self.images = []
        for left, bottom, words, color in (
            (6.85, 2.1, "the block", INPUT),
            (8.65, 2.1, "the sum", OUTPUT_INK),
            (6.85, 0.15, "the last one added", KERNEL_INK),
        ):
            axes, image = draw_image(figure, left, bottom, 1.55)
            axes.set_title(words, color=color, weight="bold")
            self.images.append(image)
        self.wave = Lines(figure, 8.65, 1.45, spacing=0.35, color=KERNEL_INK)
        self.ratio = Lines(figure, 8.65, 0.5, color=OUTPUT_INK)

    def update(self, r):
        self.photo.set_data(_levels(255 * picture(r.picture) - 128))
        move_frame(self.mark, r.row, r.column)
        self.atlas.set_data(_atlas(r.count))
        rows, columns = zigzag()[: r.count].T
        self.path.set_data(columns, rows)
        move_frame(self.here, *r.last)
        basis = basis_pictures()[r.last]
        for image, values in zip(self.images, (r.block, r.total, basis * CONTRAST)):
            image.set_data(_levels(values))
        self.name.set_text(f"{r.picture}, row {r.row}, column {r.column}")
        self.used.set_text("1 of 64 is used" if r.count == 1 else f"{r.count} of 64 are used")
        down, across = r.last
        self.wave.show(f"half waves → {across}, ↓ {down}", f"times {signed_text(r.weight, 1)}")
        exact = np.isinf(r.ratio)
        value = "exactly" if exact else f"{r.ratio:.1f} dB"
        self.ratio.show("the sum is the block" if exact else "PSNR of the sum", (value, {"weight": "bold"}))

    def describe(self, r):
        down, across = r.last
        exact = np.isinf(r.ratio)
        ratio = "so the sum is the block" if exact else f"peak signal-to-noise ratio {r.ratio:.2f} dB"
        return (
            f"{r.picture.capitalize()}, block in row {r.row}, column {r.column}: {r.count} of 64 basis pictures are "
            f"added, {ratio}. The last has {across} half waves across, {down} down, and the coefficient "
            f"{signed_text(r.weight, 2)}."
        )

    def code(self, picture, row, column, count):
        return f"""\
import cv2
from course_lib.fourier import codec, dct
from course_lib.fourier.explorers.codec import picture
block = 255 * picture("{picture}")[{8 * row}:{8 * row + 8}, {8 * column}:{8 * column + 8}] - 128
coefficients = cv2.dct(block)
basis, total = dct.basis_pictures(), 0
for down, across in codec.zigzag()[:{count}]:
    total = total + coefficients[down, across] * basis[down, across]
last = (down, across)"""

    def handles(self):
        return [Handle(self.axes, "column", "row", "block of 8 x 8 pixels")]


@lru_cache
def _blocks(name):
    """Return the blocks of a picture in grey levels less 128, and their coefficients."""
    blocks = to_blocks(255 * picture(name) - 128)
    return blocks, block_dct(blocks)


@lru_cache(maxsize=64)
def _atlas(count):
    """Return the 64 basis pictures side by side, those beyond the first `count` faint."""
    sheet = np.full((8 * TILE - 1, 8 * TILE - 1), 255, np.uint8)
    for number, (down, across) in enumerate(zigzag()):
        basis = basis_pictures()[down, across]
        tile = _levels(basis * (CONTRAST if number < count else FAINT * CONTRAST))
        sheet[TILE * down : TILE * down + 8, TILE * across : TILE * across + 8] = tile
    return sheet


def _levels(values):
    """Return grey levels less 128 as an image."""
    return byte_image((values + 128) / 255)
