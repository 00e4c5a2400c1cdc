import io
import shutil
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PIL import Image

from course_lib import data


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of data/ that COURSE_DATA names and a test may spoil."""
    folder = shutil.copytree(data.directory(), tmp_path / "data")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    return folder


@pytest.mark.parametrize("name", data.names())
def test_every_image_is_the_file_in_unit_range(name):
    image = data.image(name)
    with Image.open(data.directory() / f"{name}.png") as stored:
        pixels = np.asarray(stored)
    assert image.dtype == float
    assert_array_equal(np.rint(image * 255), pixels)
    assert image.min() >= 0
    assert image.max() <= 1
    assert image.std() > 0.05, "a photograph has contrast"


def test_colors_are_red_green_blue_and_row_zero_is_the_top():
    # The astronaut's suit is orange: more red than green, more green than blue.
    suit = data.image("astronaut")[225:250, 40:60].mean(axis=(0, 1))
    assert suit[0] > suit[1] > suit[2]
    sky, ground = data.image("camera")[:40].mean(), data.image("camera")[-40:].mean()
    assert sky > ground + 0.2


def test_an_array_can_not_be_spoiled_for_the_next_call():
    with pytest.raises(ValueError, match="read-only"):
        data.image("camera")[0, 0] = 1.0
    assert data.image("camera") is data.image("camera")
    own = data.image("camera").copy()
    own[0, 0] = 1.0


def test_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"`name` must be one of astronaut, .*, got 'camra'; did you mean 'camera'\?"):
        data.image("camra")
    with pytest.raises(ValueError, match=r"got 7$"):
        data.image(7)
    with pytest.raises(ValueError, match=r"`name` must be one of motorcycle, got 'teddy'$"):
        data.stereo_pair("teddy")


def test_missing_file_says_how_to_restore_it(copied):
    (copied / "camera.png").unlink()
    with pytest.raises(
        FileNotFoundError, match=r"camera\.png is missing; restore it with `git checkout -- data/camera"
    ):
        data.image("camera")


@pytest.mark.parametrize("load", [lambda: data.image("brick"), data.names, data.digits, data.stereo_pair])
def test_missing_folder_names_the_file_and_the_place(monkeypatch, tmp_path, load):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match=r"nowhere.* is missing; restore it with `git checkout -- data/"):
        load()


def test_altered_file_is_refused(copied):
    buffer = io.BytesIO()
    Image.fromarray(np.zeros((256, 256), np.uint8)).save(buffer, format="PNG")  # a sound image, but not this one
    (copied / "grass.png").write_bytes(buffer.getvalue())
    with pytest.raises(
        ValueError, match=r"grass\.png was altered: SHA-256 must be \w{12}\.\.\., got \w{12}\.\.\.; res"
    ):
        data.image("grass")


def test_data_is_found_from_any_working_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(data.directory().parent))
    code = "from course_lib import data; print(data.image('brick').shape)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "(256, 256)"


def test_loading_an_image_loads_no_plotting_library():
    code = (
        "import sys; from course_lib import data; data.image('camera'); "
        "print({'cv2', 'matplotlib', 'torch', 'scipy', 'ipywidgets'} & sys.modules.keys())"
    )
    root = data.directory().parent
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_disparity_leads_from_the_left_view_to_the_right():
    pair = data.stereo_pair("motorcycle")
    row, column = np.nonzero(np.isfinite(pair.disparity))
    assert len(row) > 0.8 * pair.disparity.size

    def difference(sign):
        other = np.rint(column + sign * pair.disparity[row, column]).astype(int)
        inside = (other >= 0) & (other < pair.left.shape[1])
        seen = pair.left[row[inside], column[inside]] - pair.right[row[inside], other[inside]]
        return np.median(np.abs(seen))

    # Pins the convention: with the other sign, or the other view as the reference, the median is over 0.1.
    assert difference(-1) < 0.02
    assert difference(+1) > 0.1


def test_stereo_depth_is_that_of_a_garage():
    pair = data.stereo_pair()
    depth = pair.focal_length * pair.baseline / (pair.disparity + pair.offset)  # mm
    assert 2000 < np.nanmin(depth) < np.nanmax(depth) < 6000


def test_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    images, labels = data.digits()
    assert_array_equal(images * 16, load_digits().images)
    assert_array_equal(labels, load_digits().target)
    assert not images.flags.writeable
    assert not labels.flags.writeable


def test_results_are_read_only_and_kept():
    stored = data.results("training_normalization")
    assert stored is data.results("training_normalization")
    with pytest.raises(TypeError, match="does not support item assignment"):
        stored["norms"] = 0
    with pytest.raises(ValueError, match="read-only"):
        stored["accuracy"][0] = 0
    with np.load(data.directory() / "training_normalization.npz") as file:
        assert sorted(file.files) == sorted(stored)
        assert_array_equal(stored["accuracy"], file["accuracy"])


def test_results_are_known_by_name_and_not_mixed_up_with_images(copied):
    with pytest.raises(ValueError, match=r"got 'training_normal'; did you mean 'training_normalization'\?"):
        data.results("training_normal")
    with pytest.raises(ValueError, match=r"`name` must be one of matches_.*, timing_.*, training_.*, got 'digits'"):
        data.results("digits")
    assert not any(name.startswith(("matches", "training", "timing")) for name in data.names())
    (copied / "training_normalization.npz").write_bytes(b"other")
    with pytest.raises(ValueError, match=r"training_normalization\.npz was altered"):
        data.results("training_normalization")


def test_make_data_lists_results_only_where_they_are(copied):
    from tools.stored import make_data

    assert "training_normalization.npz" in make_data.present(copied)
    (copied / "training_normalization.npz").unlink()
    assert "training_normalization.npz" not in make_data.readme(copied)


def test_every_file_is_listed_in_the_readme_with_its_checksum():
    from tools.stored import make_data

    folder = data.directory()
    assert sorted(path.name for path in folder.iterdir()) == sorted([*make_data.ENTRIES, "README.md", "SHA256SUMS"])
    assert data.checksums() == {name: make_data.checksum((folder / name).read_bytes()) for name in make_data.ENTRIES}
    assert make_data.readme(folder) == (folder / "README.md").read_text(), "run `make data`"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 5e6


@pytest.mark.slow  # reads scikit-image's originals
def test_make_data_makes_the_same_numbers():
    from tools.stored import make_data

    made = make_data.arrays()
    assert set(made) == {name for name in make_data.ENTRIES if not make_data.measured(name)}
    for name, content in made.items():
        assert make_data.same(content, make_data.decode(name, (data.directory() / name).read_bytes())), name


def test_disparity_is_unknown_where_a_block_has_a_gap_or_two_surfaces():
    from tools.stored.make_data import downscale_disparity

    disparity = np.array([[8.0, 8.5, np.inf, 8.0, 8.0, 20.0], [8.0, 8.5, 8.0, 8.0, 8.0, 20.0]])
    assert_array_equal(downscale_disparity(disparity, 2), [[8.25 / 2 * 256, 0, 0]])


def test_portraits_have_their_pupils_in_the_same_places():
    from tools.stored.make_data import PORTRAIT_SHAPE, PUPILS

    for name in ("face_astronaut", "face_cat"):
        face = data.image(name)
        assert face.shape == PORTRAIT_SHAPE
        for x, y in PUPILS:
            pupil, around = face[y - 2 : y + 3, x - 2 : x + 3], face[y - 20 : y + 21, x - 20 : x + 21]
            assert np.median(pupil) < np.median(around) - 0.15, (name, x, y)


def test_portrait_by_opencv(rng):
    import cv2

    from tools.stored.make_data import PORTRAIT_SHAPE, PUPILS, portrait

    smooth = cv2.GaussianBlur(rng.uniform(0, 255, (90, 70, 3)), (0, 0), 6)
    colors = np.rint((smooth - smooth.min()) / np.ptp(smooth) * 255).astype(np.uint8)
    pupils = np.float32([(21, 30), (47, 36)])
    (x0, y0), (x1, y1) = PUPILS  # with a third point, a quarter turn aside, the similarity is an affine map
    third = np.float32([x0 - (y1 - y0), y0 + (x1 - x0)]), pupils[0] + np.float32([-6, 26])
    to_source = cv2.getAffineTransform(np.float32([*PUPILS, third[0]]), np.float32([*pupils, third[1]]))
    grey = colors @ np.array([0.299, 0.587, 0.114])
    options = {"flags": cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, "borderMode": cv2.BORDER_REFLECT_101}
    expected = cv2.warpAffine(grey, to_source, PORTRAIT_SHAPE[::-1], **options)
    assert np.abs(portrait(colors, *map(tuple, pupils.tolist())) - expected).max() < 3  # sixteen points a pixel, or one


def test_between_mirrors_at_the_first_and_the_last_pixel():
    from tools.stored.make_data import _between

    pixel, behind = _between(np.array([-1.25, -1, 0, 0.5, 2, 3, 3.25, 4]), 4)
    assert_array_equal(pixel + behind, [1.25, 1, 0, 0.5, 2, 3, 2.75, 2])
    assert pixel.max() <= 2  # so that there is a pixel behind


def test_grey_by_opencv_and_by_pillow():
    import cv2

    color = np.rint(data.image("coffee") * 255).astype(np.uint8)
    grey = data.grey("coffee")
    assert grey.shape == color.shape[:2]
    assert np.abs(255 * grey - cv2.cvtColor(color, cv2.COLOR_RGB2GRAY)).max() <= 0.51
    assert np.abs(255 * grey - np.asarray(Image.fromarray(color).convert("L"))).max() <= 1
    assert data.grey("camera") is data.image("camera")
    with pytest.raises(ValueError, match="read-only"):
        grey[0, 0] = 1.0


def test_grey_of_many_pictures_and_of_none():
    pictures = np.random.default_rng(0).random((2, 3, 4, 3))
    assert_array_equal(data.to_grey(pictures)[1], data.to_grey(pictures[1]))
    assert np.allclose(data.to_grey(np.ones((2, 2, 3))), 1)
    for shape in ((4, 4), (4, 4, 4), (3,)):
        with pytest.raises(ValueError, match=r"`image` must have shape \(..., H, W, 3\), got .*; grey ones are grey"):
            data.to_grey(np.ones(shape))
    with pytest.raises(ValueError, match="did you mean 'camera'"):
        data.grey("camra")
