"""The sweep is green on a sound explorer and red, in fitting words, on every seeded fault."""

import inspect
import re
from difflib import SequenceMatcher

import numpy as np
import pytest
from matplotlib import patheffects
from matplotlib.figure import Figure
from numpy.testing import assert_allclose

from course_lib.kit.explorer.example import SquareWave
from course_lib.kit.sweep import rules
from course_lib.kit.sweep.camera import Camera, Watched
from course_lib.kit.sweep.rules import difference
from course_lib.kit.sweep.walk import every_explorer, settings, sweep
from tests.kit.sweep.faulty import FAULTS, Stairs


def test_a_sound_explorer_is_green():
    assert sweep(Stairs) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_verdict_does_not_depend_on_the_seed(seed):
    assert sweep(Stairs, seed=seed, combinations=40) == []


@pytest.mark.slow
@pytest.mark.parametrize("cls", FAULTS, ids=lambda cls: cls.__name__)
def test_a_fault_is_named(cls):
    problems = sweep(cls, combinations=40)
    assert any(re.search(FAULTS[cls], problem) for problem in problems), problems
    assert all(problem.startswith(f"{cls.__name__} at ") for problem in problems)


def test_a_fault_everywhere_is_reported_three_times_and_ends_the_walk():
    (always,) = [cls for cls in FAULTS if cls.__name__ == "FailsOffItsDefault"]
    problems = sweep(always)
    assert sum("raises KeyError" in problem for problem in problems) == 3
    assert "the sweep gave up after 20 failures" in " ".join(problems)


def rule_names():
    return [name for name, rule in inspect.getmembers(rules, inspect.isgeneratorfunction)]


@pytest.mark.parametrize("rule", rule_names())
def test_every_rule_has_a_seeded_fault(rule):
    said = " ".join(re.findall(r'yield f?"([^"]+)"', inspect.getsource(getattr(rules, rule))))
    said = re.sub(r"\{[^}]*\}", " ", said)
    faults = [words for words in FAULTS.values() if longest_common(said, words.replace("\\", "")) >= 10]
    assert faults, f"no fault in faulty.py makes `{rule}` say {said!r}"


def longest_common(one, two):
    return SequenceMatcher(None, one, two, autojunk=False).find_longest_match().size


def test_the_walk_visits_ends_presets_and_random_settings():
    walk = settings(SquareWave, seed=0, combinations=30)
    names = [setting.name for setting in walk]
    assert names[:4] == ["default", "preset 'one sine'", "preset 'five terms'", "preset 'forty terms'"]
    for name in ("terms=1", "terms=2", "terms=39", "terms=40", "phase=0.1", "phase=6.2 off preset 'one sine'"):
        assert name in names
    assert sum(setting.random for setting in walk) == 30
    assert all(set(setting.values) == {"terms", "phase"} for setting in walk)
    assert walk == settings(SquareWave, seed=0, combinations=30)
    assert walk != settings(SquareWave, seed=1, combinations=30)


def test_every_explorer_finds_classes_where_they_are_defined():
    found = every_explorer()
    assert SquareWave in found
    assert len(set(found)) == len(found)
    assert all(cls.__module__ == "course_lib.kit.explorer.example" or ".explorers" in cls.__module__ for cls in found)


# ---- what the camera sees


@pytest.fixture
def figure():
    figure = Figure(figsize=(4, 2), dpi=100)
    figure.subplots().axis("off")
    return figure


def look(figure, moving=(), camera=None):
    watched = Watched(figure, moving, camera or Camera(figure))
    watched.refresh()
    return watched.picture()


@pytest.mark.parametrize("angle", [0, 30, 90, 180, 270])
def test_the_box_of_a_text_holds_its_ink(figure, angle):
    figure.text(0.5, 0.5, "qH", fontsize=40, rotation=angle, ha="center", va="center")
    picture, pixels = look(figure), Camera(figure).pixels(figure)
    rows, columns = np.nonzero((pixels[..., :3] < 128).any(axis=-1))
    ink = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    # At 40 pt the font leaves up to 6 px around the ink; the corners of a slanted box it need not reach.
    assert_allclose(picture.texts[0].box, ink, atol=6 if angle % 90 == 0 else 16)


def test_text_is_seen_as_drawn_and_only_if_drawn(figure):
    (axes,) = figure.axes
    axes.set_xlabel("switched off with its axes")
    axes.text(0.5, 0.5, "two\nlines", fontsize=14)
    axes.text(9, 9, "far outside, clipped", clip_on=True)
    axes.text(0.2, 0.2, "hidden", visible=False)
    axes.text(0.2, 0.2, "clear", alpha=0)
    axes.text(0.2, 0.2, "  ")
    axes.text(0.2, 0.8, "outlined", path_effects=[patheffects.withStroke(linewidth=3, foreground="white")])
    texts = look(figure).texts
    assert sorted(drawn.text for drawn in texts) == ["lines", "outlined", "two"]
    assert {drawn.points for drawn in texts if drawn.text != "outlined"} == {14}


def test_a_signature_tells_pictures_apart(figure):
    camera = Camera(figure)
    axes = figure.axes[0].inset_axes((0, 0, 1, 1))
    text = axes.text(0.2, 0.2, "text")
    image = axes.imshow(np.eye(2), cmap="gray")
    (line,) = axes.plot([0, 1], [0, 1])
    signatures = [look(figure, [text], camera).signature]
    assert look(figure, [text], camera).signature == signatures[0]
    for change in (
        lambda: line.set_data([0, 1], [1, 0]),
        lambda: line.set_linestyle("--"),
        lambda: image.set_data(np.ones((2, 2)) / 2),
        lambda: image.set_alpha(0.5),
        lambda: text.set_text("more text"),
        lambda: text.set_color("red"),
        lambda: text.set_fontsize(20),
        lambda: text.set_rotation(20),
        lambda: text.set_position((0.3, 0.2)),
        lambda: text.set_zorder(-1),
        lambda: axes.set_xlim(-1, 3),
    ):
        change()
        signatures.append(look(figure, [text], camera).signature)
    assert len(set(signatures)) == len(signatures)


def test_texts_come_in_the_order_in_which_they_are_drawn(figure):
    above, below = (figure.text(0.2, 0.2, "moves", zorder=z) for z in (5, 1))
    figure.text(0.5, 0.5, "stays", zorder=3)
    assert [drawn.text for drawn in look(figure, [above, below]).texts] == ["moves", "stays", "moves"]


def test_blank_paper_is_told_from_ink(figure):
    (axes,) = figure.axes
    (white,), (black,) = axes.plot([0, 1], color="white"), axes.plot([0, 1], color="black")
    for moving, inked in (([white], False), ([white, black], True)):
        watched = Watched(figure, moving, Camera(figure))
        watched.refresh()
        assert [watched.leaves_ink("white", 10) for _ in range(2)] == [inked, inked]
    black.set_alpha(0.02)
    watched.refresh()
    assert not watched.leaves_ink("white", 10)


# ---- comparing


@pytest.mark.parametrize(
    "one, two",
    [
        (3, 3.0),
        (np.arange(3), [0, 1, 2]),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
        ("same", "same"),
        (None, None),
        ({"a": (1, "b")}, {"a": (1, "b")}),
        (np.array([1e6, 0.0]), np.array([1e6, 0.5])),  # float32 arithmetic leaves such a rest
        (((1, 2), (3,)), ((1, 2), (3,))),
    ],
)
def test_difference_passes_the_equal(one, two):
    assert difference(one, two, tolerance=1e-6) == ""


@pytest.mark.parametrize(
    "one, two, words",
    [
        (10**7, 10**7 + 1, "expected 10000000, got 10000001"),
        (1.0, 1.00001, "expected 1.0, got 1.00001"),
        (np.ones((1, 2)), np.ones(2), r"expected shape \(1, 2\), got \(2,\)"),
        (np.ones(2), 1.0, r"expected shape \(2,\), got \(\)"),
        (1.0, float("nan"), "expected 1.0, got nan"),
        ("same", "else", "expected same, got else"),
        ((1, 2), (1, 2, 3), "expected 2 parts, got 3"),
        ({"a": 1}, {"b": 1}, "expected {'a': 1}, got {'b': 1}"),
        (np.array([1.0, 2.0]), np.array([2.0, 1.0]), r"arrays of shape \(2,\) differ"),
        (1.0, "1.0", "expected 1.0, got 1.0"),
        (None, 0, "expected None, got 0"),
    ],
)
def test_difference_names_what_differs(one, two, words):
    assert re.search(words, difference(one, two, tolerance=1e-6))
