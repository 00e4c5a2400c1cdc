"""The explorers of real training: what they show is what is stored, and the labels never hide one another."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course_lib import data
from course_lib.normalization.explorers import CovariateShift, RealTraining
from course_lib.normalization.explorers.real_training import NAMES, apart
from course_lib.normalization.runs import stored_runs

# ---- who still learns


@pytest.mark.parametrize(
    "batch, rate, size, learning_rate, steps",
    [(1, -2.5, 2, 0.003, 3200), (4, 0.0, 16, 1.0, 400), (6, 0.5, 64, 3.0, 100)],
)
def test_powers_lead_to_the_stored_setting(batch, rate, size, learning_rate, steps):
    result = RealTraining(norm="layer", batch=batch, rate=rate).result
    assert (result.batch_size, result.learning_rate, result.steps) == (size, pytest.approx(learning_rate), steps)
    place = batch - 1, stored_runs().learning_rates.tolist().index(result.learning_rate)
    own = stored_runs().accuracy[2, place[0], place[1]].astype(float)
    assert_allclose(result.curves[2], own.mean(axis=0))
    assert_array_equal(result.low, own.min(axis=0))
    assert_array_equal(result.high, own.max(axis=0))
    assert_allclose(result.final[2][place], own[:, -1].mean())


def test_the_band_holds_the_curve_and_the_table_the_same_numbers():
    for norm in NAMES:
        result = RealTraining(norm=norm, batch=3, rate=-1.5).result
        own = result.curves[list(NAMES).index(norm)]
        assert np.all(result.low <= own)
        assert np.all(own <= result.high)
        assert_allclose(result.final[:, 2, 2], result.curves[:, -1])


def test_failed_runs_are_counted_and_said():
    explorer = RealTraining(norm="none", batch=6, rate=0.0)
    ends = stored_runs().accuracy[0, 5, 5, :, -1]
    assert explorer.result.failed == (ends < 0.2).sum() == 1
    assert "1 of 3 runs learned nothing." in explorer.finding
    assert "learned nothing" not in RealTraining().finding


def test_the_picture_shows_the_chosen_norm_in_front_and_its_cell():
    explorer = RealTraining(norm="group", batch=2, rate=-1.0)
    _ = explorer.figure
    widths = {name: line.get_linewidth() for name, line in explorer.lines.items()}
    assert max(widths, key=widths.get) == "group"
    assert explorer.labels["group"].get_weight() == "bold"
    assert explorer.chosen.get_xy() == (2.5, 0.5), "row 1, column 3"
    assert explorer.grid.texts[1 * 7 + 3] == f"{100 * explorer.result.final[4, 1, 3]:.0f}"
    heights = sorted(label.get_position()[1] for label in explorer.labels.values())
    assert np.diff(heights).min() > 0.05


def test_a_click_on_a_cell_sets_rate_and_batch():
    explorer = RealTraining()
    _ = explorer.figure
    (handle,) = explorer.handles()
    assert (handle.x, handle.y) == ("rate", "batch")
    cell = handle.axes.transData.transform((-1.0, 2))  # where the controls have it
    assert_allclose(
        explorer.grid.axes.transData.inverted().transform(cell), (3, 1), atol=1e-6
    )  # where the table has it


@pytest.mark.parametrize(
    "heights", [[0.5] * 5, [0.0, 0.01, 0.02, 0.9, 0.91], [0.1, 0.9, 0.5, 0.3, 0.7], [0.09] * 4 + [0.12]]
)
def test_labels_are_apart_in_order_and_near(heights):
    moved = apart(heights, 0.06)
    order = np.argsort(heights, kind="stable")
    assert np.all(np.diff(moved[order]) > 0.06 - 1e-9)
    assert moved.min() >= 0
    assert np.abs(moved - heights).max() < 0.06 * len(heights)


def test_labels_that_are_apart_stay():
    assert_allclose(apart([0.1, 0.9, 0.5, 0.3, 0.7], 0.06), [0.1, 0.9, 0.5, 0.3, 0.7])


# ---- the covariate shift


def test_the_histogram_is_that_of_the_chosen_channel():
    result = CovariateShift(moment=10, layer=2, channel=3, rate="0.3").result
    results = data.results("training_normalization")
    counts = results["shift_histograms"][:, 1, 10, 1, 2]
    assert result.step == 40
    assert_allclose(result.shares.sum(axis=1), 1)
    assert_allclose(result.shares, counts / counts.sum(axis=1, keepdims=True))
    middles = (result.edges[1:] + result.edges[:-1]) / 2
    assert_allclose(result.shares @ middles, result.means[:, 10], atol=0.03)  # the bins are 0.25 wide


@pytest.mark.parametrize("layer", [1, 2, 3, 4])
def test_batch_norm_starts_at_mean_zero_and_deviation_one(layer):
    result = CovariateShift(moment=0, layer=layer, channel=2, rate="1").result
    assert_allclose(result.means[1, 0], 0, atol=1e-4)
    assert_allclose(result.deviations[1, 0], 1, atol=0.02)
    assert_array_equal(result.shares, result.at_start)
    assert "mean 0.00, deviation 1.00" in CovariateShift(moment=0, layer=3, rate="1").finding


def test_the_measured_is_the_median_of_the_seeds():
    results = data.results("training_normalization")
    angle = CovariateShift(layer=2, rate="0.1").result
    assert_allclose(angle.measured, np.median(results["shift_cosines"][:, 0, :, :, 1], axis=1), rtol=1e-6)
    length = CovariateShift(layer=2, rate="0.1", measure="length of the shift").result
    sizes = results["shift_sizes"][:, 0, :, :, 1] / results["shift_gradient_sizes"][:, 0, :, :, 1]
    assert_allclose(length.measured, np.median(sizes, axis=1), rtol=1e-6)
    assert_allclose(length.high, sizes.max(axis=1), rtol=1e-6)
    loss = CovariateShift(layer=2, rate="0.1", measure="loss along the step").result
    walk = results["shift_walk_losses"][:, 0]
    assert_allclose(loss.low, (walk.max(axis=-1) - walk.min(axis=-1)).min(axis=1), rtol=1e-5)


def test_dead_layers_have_no_shift_and_the_seeds_that_live_are_shown():
    results = data.results("training_normalization")
    assert np.isnan(results["shift_cosines"]).any(), "this test has something to look at"
    for rate in ("0.1", "0.3", "1"):
        for layer in (1, 2, 3, 4):
            for measure in ("angle of the gradient", "length of the shift"):
                assert np.isfinite(CovariateShift(layer=layer, rate=rate, measure=measure).result.measured).all()


@pytest.mark.parametrize("rate", ["0.1", "0.3", "1"])
def test_early_batch_norm_shifts_every_gradient_more(rate):
    for layer in (1, 2, 3, 4):
        without, with_norm = np.median(CovariateShift(layer=layer, rate=rate).result.measured[:, :9], axis=1)
        assert with_norm < without


@pytest.mark.parametrize("rate", ["0.1", "0.3"])
def test_later_a_step_with_batch_norm_meets_smoother_ground(rate):
    explorer = CovariateShift(rate=rate, measure="loss along the step")
    assert explorer.result.step == 99
    without, with_norm = np.median(explorer.result.measured[:, 9:], axis=1)
    assert with_norm < without / 3
    assert explorer.finding.endswith(f"from step 30 on: {without:.2f} and {with_norm:.2f}.")


def test_the_axis_follows_the_measure_and_the_curve_stands_on_it():
    explorer = CovariateShift(layer=3, rate="0.1")
    _ = explorer.figure
    assert [text.get_text() for text in explorer.ticks] == ["-0.5", "0", "0.5", "1"]
    explorer.set(measure="loss along the step")
    assert [text.get_text() for text in explorer.ticks] == ["0.01", "0.1", "1", "10"]
    # Three thirds of the axis are three powers of ten from 0.01 on.
    drawn = explorer.lines[1][0].get_ydata()
    assert_allclose(0.01 * 10 ** (3 * drawn), explorer.result.measured[0], rtol=1e-5)
    assert [tuple(text.get_position()) for text in explorer.ticks] == [(-0.02, y / 3) for y in range(4)]


def test_the_moment_can_be_clicked():
    explorer = CovariateShift()
    _ = explorer.figure
    (handle,) = explorer.handles()
    assert (handle.x, handle.y) == ("moment", None)
    low, high = handle.axes.get_xlim()
    assert low < 0
    assert high > 16
