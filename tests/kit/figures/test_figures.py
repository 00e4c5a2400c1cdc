"""The course's look: colours that can be read, grids that show their numbers, pictures with their finding."""

import base64
import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from course_lib.kit import figures
from course_lib.kit.figures import (
    ERROR,
    Lines,
    NumberGrid,
    face_array,
    fit_cells,
    format_number,
    percent,
    show,
    style,
    text_color_on,
    tint,
)
from course_lib.kit.figures.palette import OWN

PALETTE = [figures.INPUT, figures.KERNEL, figures.OUTPUT, figures.ERROR, figures.REFERENCE, figures.INK]


@pytest.fixture
def axes():
    return Figure(figsize=(3, 3), dpi=100).add_axes((0, 0, 1, 1))


def contrast(one, two):
    """Contrast ratio of WCAG 2.2, 1 to 21."""

    def luminance(color):
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
        return np.dot(linear, (0.2126, 0.7152, 0.0722))

    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("strength", [0.15, 0.3, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("color", PALETTE)
def test_numbers_can_be_read_on_every_face(color, strength):
    face = tint(color, strength)
    assert contrast(text_color_on(face), face) >= 3.5  # large text needs 3


def test_tint_goes_from_white_to_the_color():
    assert tint("red", 0) == (1, 1, 1)
    assert tint("red", 1) == (1, 0, 0)
    assert tint("#336699", 0.5) == pytest.approx((0.6, 0.7, 0.8))


def test_a_transparent_face_is_read_on_white_paper():
    assert text_color_on((0, 0, 0, 0.1)) == figures.INK
    assert text_color_on((0, 0, 0, 1)) == "white"


def test_style_holds_inside_only():
    import matplotlib

    before = matplotlib.rcParams["axes.labelsize"]
    with style():
        assert matplotlib.rcParams["axes.labelsize"] == 12
    assert matplotlib.rcParams["axes.labelsize"] == before


@pytest.mark.parametrize(
    "number, text",
    [(3, "3"), (-2.0, "-2"), (0, "0"), (1 / 3, "0.333"), (-12.345, "-12.3"), (126, "126"), (np.inf, ""), (np.nan, "")],
)
def test_format_number(number, text):
    assert format_number(number) == text


def test_faces_from_one_color_names_or_arrays():
    assert face_array("red", 2, 3).shape == (2, 3, 4)
    assert face_array((0, 0, 1), 1, 1)[0, 0].tolist() == [0, 0, 1, 1]
    named = face_array([["red", "white"], ["black", "red"]], 2, 2)
    assert named[:, :, 0].tolist() == [[1, 1], [0, 1]]
    assert face_array(np.array([["red", "lime"]]), 1, 2)[0, 1].tolist() == [0, 1, 0, 1]
    assert face_array(np.zeros((2, 3, 3)), 2, 3)[..., 3].min() == 1  # opaque
    assert face_array(np.full((2, 3, 4), 0.5), 2, 3)[..., 3].max() == 0.5


def pixel(axes, row, column, rows, columns):
    """The colour near the upper left corner of a cell, beside its number."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    x, y = axes.transData.transform((column - 0.35, row - 0.35))
    return np.asarray(canvas.buffer_rgba())[int(axes.figure.bbox.height - y), int(x), :3].tolist()


def test_a_grid_has_row_down_and_column_right(axes):
    NumberGrid(axes).show([[1, 2, 3], [4, 5, 6]], faces=[["white"] * 3, ["white", "white", "red"]])
    fit_cells(axes, 2, 3)
    assert pixel(axes, 1, 2, 2, 3) == [255, 0, 0]
    assert pixel(axes, 1, 0, 2, 3) == [255, 255, 255]
    assert pixel(axes, 0, 2, 2, 3) == [255, 255, 255]


def test_a_grid_shows_another_size_and_other_texts(axes):
    grid = NumberGrid(axes).show(np.arange(6).reshape(2, 3))
    assert grid.texts == ["0", "1", "2", "3", "4", "5"]
    assert grid.show([[7.5]]).texts == ["7.5"]
    assert grid.show([[1, 2]], texts=[["a", ""]]).texts == ["a", ""]
    assert [text.get_text() for text in grid.get_children()[2:]] == ["a", ""]
    assert grid.show(np.ones((3, 3))).texts == ["1"] * 9


def test_a_grid_that_is_switched_off_draws_nothing(axes):
    grid = NumberGrid(axes).show([[1]], faces="red")
    fit_cells(axes, 1, 1)
    assert pixel(axes, 0, 0, 1, 1) == [255, 0, 0]
    grid.set_visible(False)
    assert pixel(axes, 0, 0, 1, 1) == [255, 255, 255]


def test_a_grid_is_a_table(axes):
    with pytest.raises(ValueError, match=r"`values` must have shape \(rows, columns\), got \(3,\)"):
        NumberGrid(axes).show([1, 2, 3])


def test_show_carries_picture_and_finding(axes):
    alt = "A white square of 300 by 300 pixels, nothing else."
    picture = show(axes.figure, alt=alt)
    data, metadata = picture._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == repr(picture) == alt
    assert metadata == {"image/png": {"alt": alt}}
    assert b"Software" not in picture.png  # the version of Matplotlib would change the committed notebook


def test_show_wants_a_finding(axes):
    with pytest.raises(ValueError, match=r"`alt` must say the finding in at least 30 characters, got 'a plot'"):
        show(axes.figure, alt="a plot")


def test_a_grid_refuses_texts_that_do_not_fit_its_cells():
    grid = NumberGrid(Figure().subplots())
    with pytest.raises(ValueError, match=r"`texts` must hold one text a cell, 4, got 3"):
        grid.show([[1, 2], [3, 4]], texts=["a", "b", "c"])


def test_a_number_stands_in_the_middle_of_its_cell():
    with style():
        figure = Figure(figsize=(3, 3), dpi=100)
        axes = figure.add_axes((0, 0, 1, 1))
        NumberGrid(axes, fontsize=40, edge="white").show([[8]], faces="white")
        fit_cells(axes, 1, 1, margin=0)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    ink = 255 - np.asarray(canvas.buffer_rgba())[..., 0].astype(float)
    rows, columns = np.indices(ink.shape)
    center = (ink * rows).sum() / ink.sum(), (ink * columns).sum() / ink.sum()
    assert center == pytest.approx((150, 150), abs=2)  # of 300


def test_a_photograph_is_made_small_and_keeps_the_colors_that_mean_something():
    noise = np.random.default_rng(0).normal(128, 40, (400, 900)).clip(0, 255).astype(np.uint8)
    picture = np.repeat(noise[..., None], 3, axis=2)
    picture[:30] = [round(255 * part) for part in to_rgb(figures.ERROR_INK)]
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "png")
    with Image.open(io.BytesIO(figures.shrink_png(buffer.getvalue()))) as small:
        assert small.size == (675, 300)  # as far down as letters stay readable
        assert small.convert("RGB").getpixel((300, 5)) == tuple(picture[0, 0].tolist())
        assert len(small.getcolors()) <= 48 + len(OWN)


def test_a_plain_picture_keeps_its_size():
    buffer = io.BytesIO()
    Image.new("RGB", (900, 400), "white").save(buffer, "png")
    with Image.open(io.BytesIO(figures.shrink_png(buffer.getvalue()))) as small:
        assert small.size == (900, 400)


def test_pieces_of_different_length_are_one_line_with_gaps():
    x, y = figures.joined_by_nan([[(0, 1), (2, 3)], [(4, 5)], [(6, 7), (8, 9), (10, 11)]])
    assert np.array_equal(x, [0, 2, np.nan, 4, np.nan, 6, 8, 10, np.nan], equal_nan=True)
    assert np.array_equal(y, [1, 3, np.nan, 5, np.nan, 7, 9, 11, np.nan], equal_nan=True)
    assert figures.joined_by_nan([]).shape == figures.joined_by_nan(np.empty((0, 2, 2))).shape == (2, 0)


def test_dots_are_round_wherever_the_layout_has_put_their_axes():
    axes = Figure(figsize=(4, 3), dpi=100).subplots()
    axes.set(xlim=(0, 10), ylim=(-1, 1))
    dots = figures.Dots(axes, 5)
    for place in ((0.1, 0.1, 0.8, 0.8), (0.5, 0.2, 0.3, 0.7)):
        axes.set_position(place)
        (outline,) = dots.show([(2, 0.5)]).get_path().to_polygons(axes.transData)
        assert np.allclose(np.linalg.norm(outline - axes.transData.transform((2, 0.5)), axis=1), 5)


# ---- columns of words


def drawn(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="raw")
    return buffer.getvalue()


def test_a_column_shows_the_same_whatever_stood_there_before():
    fresh, used = Figure(figsize=(4, 2)), Figure(figsize=(4, 2))
    last = ("one", ("two", {"color": ERROR}), "three")
    Lines(fresh, 0.3, 1.5).show(*last)
    column = Lines(used, 0.3, 1.5).show(("ONE", {"weight": "bold", "fontsize": 15}), "two", "3", "four")
    assert column.texts == ["ONE", "two", "3", "four"]
    drawn(used)
    assert not column.stale
    assert column.show(*last).stale
    assert column.texts == ["one", "two", "three"]
    assert drawn(used) == drawn(fresh)


def test_the_lines_of_a_column_stand_one_below_the_other():
    figure = Figure(figsize=(4, 2), dpi=100)
    lines = Lines(figure, 0.3, 1.5, spacing=0.4).show("a", "b").get_children()
    assert [tuple(np.round(line.get_transform().transform(line.get_position()))) for line in lines] == [
        (30, 150),
        (30, 110),
    ]


def test_a_hidden_column_is_not_drawn():
    figure = Figure(figsize=(2, 1))
    Lines(figure, 0.3, 0.5).show("seen").set_visible(False)
    assert drawn(figure) == drawn(Figure(figsize=(2, 1)))


# ---- words


@pytest.mark.parametrize(
    "share, digits, words", [(0, 1, "0 %"), (-0.005, 1, "−0.5 %"), (1, 0, "100 %"), (0.1, 3, "10 %")]
)
def test_a_percentage_has_no_idle_zeros(share, digits, words):
    assert percent(share, digits) == words
