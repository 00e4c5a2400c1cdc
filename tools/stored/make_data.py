"""Make data/ anew: every file, its checksum and data/README.md, from what scikit-image and scikit-learn carry.

    python tools/stored/make_data.py [folder]

No randomness and no network. A file whose content would not change is left alone, because another version of the
compressor may pack the same numbers into other bytes. The results of trainings, which `make train` makes in minutes,
and the times that `make timings` measures are not made here, only listed.
"""

import hashlib
import io
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SKIMAGE = "scikit-image, `skimage.data.{}`"
CC0 = "[CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/)"
MIDDLEBURY = (
    '[Permission](https://vision.middlebury.edu/stereo/data/) "to use and publish all images and disparity maps", '
    "with the request to cite [1]"
)


PORTRAIT_SHAPE, PUPILS = (240, 256), ((68, 82), (178, 88))  # (H, W); (x, y) of the left and the right one


class Entry(NamedTuple):
    what: str  # what it shows, and what it is good for
    source: str  # package and function
    author: str
    licence: str
    changes: str  # made by this script; for results, what was done


def downscale(image, factor):
    """Return the mean of each `factor` x `factor` block, as uint8 (rows and columns that do not fill one are cut)."""
    height, width = (size // factor * factor for size in image.shape[:2])
    blocks = image[:height, :width].reshape(height // factor, factor, width // factor, factor, -1)
    return np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8).squeeze()


def downscale_disparity(disparity, factor):
    """Return the disparity of each block in the smaller image's pixels, as uint16 in 1/256 pixel; 0 is unknown.

    A block with an unknown pixel, or with more than one pixel of spread, is unknown: the mean of a near and a far
    surface lies on neither.
    """
    height, width = (size // factor * factor for size in disparity.shape)
    blocks = disparity[:height, :width].reshape(height // factor, factor, width // factor, factor)
    blocks = np.where(np.isfinite(blocks), blocks, np.nan).swapaxes(1, 2).reshape(height // factor, width // factor, -1)
    known = np.ptp(blocks, axis=-1) <= 1  # False where any is nan
    return np.where(known, np.rint(blocks.mean(axis=-1) / factor * 256), 0).astype(np.uint16)


def portrait(image, left, right):
    """Return a face as grey (240, 256) uint8, turned and scaled so that its pupils lie at `PUPILS`.

    image : (H, W, 3) uint8; where the portrait reaches beyond it, it is mirrored
    left, right : the pupils in it, (x, y) in pixels; left as one looks at the picture

    Each pixel is the mean of 4x4 points, between pixels in proportion, so that a face made smaller does not alias.
    """
    grey = np.asarray(image, dtype=float) @ (0.299, 0.587, 0.114)  # ITU-R BT.601
    height, width = PORTRAIT_SHAPE
    one, two, left, right = (complex(x, y) for x, y in (*PUPILS, left, right))
    down, across = ((np.arange(4 * size) + 0.5) / 4 - 0.5 for size in (height, width))
    # With a place as the number x + iy, a turn and a scaling are one factor.
    place = left + (right - left) / (two - one) * (across + 1j * down[:, None] - one)
    row, below = _between(place.imag, grey.shape[0])
    column, beside = _between(place.real, grey.shape[1])
    upper, lower = ((1 - beside) * grey[r, column] + beside * grey[r, column + 1] for r in (row, row + 1))
    fine = (1 - below) * upper + below * lower
    return np.rint(fine.reshape(height, 4, width, 4).mean(axis=(1, 3))).astype(np.uint8)


def _between(place, size):
    """Return the pixel before each place along an axis, and how far behind it the place lies, in [0, 1]."""
    place = size - 1 - np.abs(size - 1 - np.abs(place))  # mirrored at the first and the last pixel
    pixel = np.minimum(place.astype(int), size - 2)
    return pixel, place - pixel


def digits():
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return {"images": bunch.images.astype(np.uint8), "labels": bunch.target.astype(np.uint8)}


def arrays():
    """Return {file name: array, or dict of arrays for .npz}: the contents of data/."""
    import skimage.data

    left, right, disparity = skimage.data.stereo_motorcycle()
    return {
        "astronaut.png": downscale(skimage.data.astronaut(), 2),
        "brick.png": downscale(skimage.data.brick(), 2),
        "camera.png": downscale(skimage.data.camera(), 2),
        "coffee.png": downscale(skimage.data.coffee(), 2),
        "digits.npz": digits(),
        "face_astronaut.png": portrait(skimage.data.astronaut(), (203, 101), (246, 103)),
        "face_cat.png": portrait(skimage.data.cat(), (172, 112), (315, 132)),
        "grass.png": skimage.data.grass()[:256, :256],
        "motorcycle_disparity.png": downscale_disparity(disparity, 2),
        "motorcycle_left.png": downscale(left, 2),
        "motorcycle_right.png": downscale(right, 2),
        "paper.png": skimage.data.text(),
    }


HALVED = "halved by the mean of 2x2 blocks"
PORTRAIT = "grey; turned, scaled and cropped so that the pupils lie at (x, y) = (68, 82) and (178, 88)"
COURSE = "the authors of this course"
SCHARSTEIN = "N. Nesic, P. Westling, X. Wang, Y. Kitajima, G. Krathwohl and D. Scharstein, Middlebury College"
ENTRIES = {
    "astronaut.png": Entry(
        "colour photograph: the astronaut Eileen Collins",
        SKIMAGE.format("astronaut"),
        "NASA",
        "public domain (no known copyright restrictions)",
        HALVED,
    ),
    "brick.png": Entry(
        "grey texture: a brick wall, regular lines",
        SKIMAGE.format("brick"),
        "CC0Textures, Bricks25",
        CC0,
        HALVED,
    ),
    "camera.png": Entry(
        "grey photograph: a photographer with his camera, smooth sky, fine grass",
        SKIMAGE.format("camera"),
        "Lav Varshney",
        CC0,
        HALVED,
    ),
    "coffee.png": Entry(
        "colour photograph: a cup of coffee, smooth porcelain, wood grain, ellipses",
        SKIMAGE.format("coffee"),
        "Rachel Michetti",
        CC0,
        HALVED,
    ),
    "digits.npz": Entry(
        "1797 handwritten digits: `images` (N, 8, 8), 0 to 16, and `labels` (N,), 0 to 9",
        "scikit-learn, `sklearn.datasets.load_digits` (the test part of the UCI set, doi:10.24432/C50P49)",
        "E. Alpaydin and C. Kaynak",
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        "numbers stored as bytes",
    ),
    "face_astronaut.png": Entry(
        "grey portrait: the astronaut's face, its pupils where those of the cat are",
        SKIMAGE.format("astronaut"),
        "NASA",
        "public domain (no known copyright restrictions)",
        PORTRAIT,
    ),
    "face_cat.png": Entry(
        "grey portrait: the face of the cat Chelsea, its pupils where those of the astronaut are",
        SKIMAGE.format("cat"),
        "Stefan van der Walt",
        CC0,
        PORTRAIT + "; mirrored beyond the photograph's border",
    ),
    "grass.png": Entry(
        "grey texture: grass, detail down to the pixel",
        SKIMAGE.format("grass"),
        "linolafett",
        CC0,
        "the upper left quarter, not resampled",
    ),
    "matches_motorcycle.npz": Entry(
        "points of the motorcycle pair, turned so that its epipolar lines slant, that a feature detector took for the "
        "same; a third of them are not",
        "`tools/stored/match_motorcycle.py`, from the motorcycle pair, by OpenCV's SIFT",
        COURSE,
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        "single precision",
    ),
    "motorcycle_disparity.png": Entry(
        "how far each pixel of the left view lies to the left in the right view, in 1/256 pixel; 0 is unknown",
        SKIMAGE.format("stereo_motorcycle"),
        SCHARSTEIN,
        MIDDLEBURY,
        "halved like the views, and its values too; unknown where a 2x2 block has a gap or spans over 1 pixel",
    ),
    "motorcycle_left.png": Entry(
        "the left view of a rectified stereo pair: a motorcycle in a garage",
        SKIMAGE.format("stereo_motorcycle"),
        SCHARSTEIN,
        MIDDLEBURY,
        HALVED + ", the last column cut first",
    ),
    "motorcycle_right.png": Entry(
        "the right view of the same pair",
        SKIMAGE.format("stereo_motorcycle"),
        SCHARSTEIN,
        MIDDLEBURY,
        HALVED + ", the last column cut first",
    ),
    "paper.png": Entry(
        "grey photograph: ruled paper with formulas written by hand, seen at a slant",
        SKIMAGE.format("text"),
        "the author of Corner.png on Wikipedia",
        "public domain (no known copyright restrictions)",
        "none",
    ),
    "timing_convolution.npz": Entry(
        "how long a convolution takes, directly, in two passes and through the spectrum, in SciPy and in OpenCV, over "
        "picture and kernel size; `machine` says where it was measured",
        "`tools/stored/time_convolution.py`, on random pictures",
        COURSE,
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        "the best of 10 times or more, rounded to single precision",
    ),
    "training_memory.npz": Entry(
        "how RNN, GRU and LSTM learned to say the first symbol of a sequence: accuracy and learning curves over delay, "
        "learning rate, forget bias and seed",
        "`tools/stored/train_memory.py`, from random symbols",
        COURSE,
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        "curves rounded to half precision",
    ),
    "training_normalization.npz": Entry(
        "how a small network learned the digits, without and with each normalization: curves over batch size, learning "
        "rate and seed, and what happened in its hidden layers",
        "`tools/stored/train_normalization.py`, from `digits.npz`",
        COURSE,
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        "rounded to half and single precision",
    ),
}

README = """\
# The images and data of the course

Made by `make data` from what the packages scikit-image and scikit-learn carry; nothing is downloaded. The files
`training_*.npz`, `timing_*.npz` and `matches_*.npz` are the course's own, of `make train`, `make timings` and `make
matches`. Load all of them by name with `course_lib.data`, which checks each file against `SHA256SUMS` (`sha256sum -c
SHA256SUMS` does the same by hand). A file that is missing or altered comes back with `git checkout -- data/<file>`.

| file | what | size | source | author | licence | changes | SHA-256 |
| --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

The motorcycle pair is a scene of Middlebury's 2014 benchmark, which scikit-image carries at a quarter of its size and
this folder at an eighth. For the files here: focal length 497.489 px, baseline 193.001 mm, right principal point
15.543 px further right than the left one, so depth = 497.489 px * 193.001 mm / (disparity + 15.543 px).

[1] D. Scharstein, H. Hirschmueller, Y. Kitajima, G. Krathwohl, N. Nesic, X. Wang and P. Westling, "High-resolution
stereo datasets with subpixel-accurate ground truth", German Conference on Pattern Recognition, 2014,
doi:10.1007/978-3-319-11752-2_3.
"""


def encode(name, content):
    """Return the bytes of the file `name` with this content."""
    buffer = io.BytesIO()
    if name.endswith(".npz"):
        np.savez_compressed(buffer, **content)
    else:
        Image.fromarray(content).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def decode(name, raw):
    """Return the array, or the dict of arrays, in these bytes: the inverse of `encode`."""
    if name.endswith(".npz"):
        with np.load(io.BytesIO(raw)) as stored:
            return {key: stored[key] for key in stored.files}
    return np.asarray(Image.open(io.BytesIO(raw)))


def same(one, other):
    """Say whether two contents of a file hold the same numbers."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(np.array_equal(one[key], other[key]) for key in one)
    return np.array_equal(one, other)


def readme(folder):
    """Return the text of data/README.md for the files in `folder`."""
    rows = []
    for name in present(folder):
        entry, raw = ENTRIES[name], (folder / name).read_bytes()
        content = decode(name, raw)
        size = f"{described(name, content)}, {len(raw) / 1024:.0f} KiB"
        rows.append(f"| {' | '.join([f'`{name}`', entry.what, size, *entry[1:], f'`{checksum(raw)}`'])} |")
    return README.format(rows="\n".join(rows))


def described(name, content):
    """Return the size of a file's content in words."""
    if measured(name):
        return f"{len(content)} arrays"
    shape = content["images"].shape if isinstance(content, dict) else content.shape
    return " x ".join(map(str, shape))


def measured(name):
    """Say whether a file holds what `make train`, `make timings` or `make matches` found."""
    return name.startswith(("matches_", "timing_", "training_"))


def present(folder):
    """Return the names of the listed files that are in `folder`: measurements may be missing."""
    return [name for name in ENTRIES if not measured(name) or (folder / name).exists()]


def checksum(raw):
    return hashlib.sha256(raw).hexdigest()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in arrays().items():
        path = folder / name
        if not (path.exists() and same(decode(name, path.read_bytes()), content)):
            path.write_bytes(encode(name, content))
            print(f"wrote {path}")
    sums = [f"{checksum((folder / name).read_bytes())}  {name}\n" for name in present(folder)]
    (folder / "SHA256SUMS").write_text("".join(sums))
    (folder / "README.md").write_text(readme(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data")
