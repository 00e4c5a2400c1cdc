"""The explorers of the layers themselves: hand values off default, refusals, and what the pictures show."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn

from course_lib.normalization.explorers import LocalResponse, ScaleShift, SmallBatches, WhichShareAMean
from course_lib.normalization.explorers.local_response import photo_maps
from course_lib.normalization.explorers.small_batches import (
    CHANNEL,
    CHOSEN,
    KINDS,
    MAPS,
    PLACE,
    VECTORS,
    features,
    one_answer,
    random_mates,
)
from course_lib.normalization.explorers.which_share_a_mean import PER_PIXEL

# ---- which numbers share a mean

LAYERS = {
    "batch": nn.BatchNorm2d(4).double(),
    "layer": nn.LayerNorm([4, 4, 4]).double(),
    "instance": nn.InstanceNorm2d(4).double(),
    "group": nn.GroupNorm(2, 4).double(),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_the_number_becomes_what_pytorch_says(kind):
    result = WhichShareAMean(kind=kind, picture=2, channel=3, loudness=3).result
    expected = LAYERS[kind](torch.tensor(result.block)).detach().numpy()
    assert_allclose(result.z, expected[result.index], rtol=1e-6)
    assert result.index[:2] == (1, 2)


@pytest.mark.parametrize("kind", [*LAYERS, PER_PIXEL])
def test_mean_and_deviation_are_those_of_what_is_lit_up(kind):
    result = WhichShareAMean(kind=kind, picture=3, channel=1, loudness=2).result
    lit = result.block[result.members]
    assert_allclose((result.mean, result.deviation), (lit.mean(), lit.std()))
    assert_allclose(result.z, (result.block[result.index] - lit.mean()) / lit.std(), rtol=1e-4)
    assert lit.size * result.pairs == 192


@pytest.mark.parametrize("kind, hears", [("batch", True), (PER_PIXEL, True), ("layer", False), ("instance", False)])
def test_only_layers_across_the_batch_hear_a_loud_neighbour(kind, hears):
    result = WhichShareAMean(kind=kind, loudness=4).result
    assert (abs(result.z - result.calm) > 0.1) == hears


def test_the_loud_picture_itself_is_louder():
    calm, loud = (WhichShareAMean(picture=3, loudness=times).result for times in (1, 4))
    assert_allclose(loud.block[2], 4 * calm.block[2])
    assert_array_equal(loud.block[:2], calm.block[:2])


def test_groups_that_do_not_divide_the_channels_are_refused():
    explorer = WhichShareAMean()
    assert not explorer.apply({"kind": "group", "groups": 3})
    assert "must divide the 4 channels, got 3; [1, 2, 4] do" in explorer.status


def test_the_lit_cells_of_the_picture_are_the_members():
    explorer = WhichShareAMean(kind="batch", channel=3)
    _ = explorer.figure
    faces = np.asarray(explorer.grid._faces.get_array())[..., :3].astype(int)
    lit = (faces == faces[0, 10]).all(axis=-1)
    assert lit.sum() == 48
    assert lit[:, 10:14].sum() == 48
    assert explorer.grid.texts[6 * 19 + 12] == f"{explorer.result.block[1, 2, 1, 2]:g}"
    assert explorer.chosen.get_xy() == (11.5, 0.5)


def test_a_click_on_a_map_chooses_it():
    explorer = WhichShareAMean()
    _ = explorer.figure
    (handle,) = explorer.handles()
    assert (handle.x, handle.y) == ("channel", "picture")
    for picture, row in ((1, 1.5), (3, 11.5)):  # the middles of the maps, in cells
        at = handle.axes.transData.transform((4, picture))
        assert_allclose(explorer.cells.transData.inverted().transform(at), (16.5, row), atol=0.7)


# ---- the batch gets small


@pytest.mark.parametrize("size", [2, 8])
def test_one_answer_is_pytorchs(size):
    mates = random_mates(size, 5)[3]
    x = torch.tensor(features(MAPS)[mates])
    expected = nn.BatchNorm2d(8).double()(x).detach().numpy()
    assert_allclose(one_answer(mates, KINDS[0], MAPS), expected[0, CHANNEL, *PLACE])
    vectors = nn.BatchNorm1d(8).double()(torch.tensor(features(VECTORS)[mates])).detach().numpy()
    assert_allclose(one_answer(mates, KINDS[0], VECTORS), vectors[0, CHANNEL])
    grouped = nn.GroupNorm(2, 8).double()(x).detach().numpy()
    assert_allclose(one_answer(mates, KINDS[4], MAPS), grouped[0, CHANNEL, *PLACE])


def test_in_eval_mode_all_digits_together_have_mean_zero_and_variance_one():
    answers = np.array([one_answer([number], KINDS[1], VECTORS) for number in range(0, 1797, 8)])
    assert abs(answers.mean()) < 0.15
    assert abs(answers.std() - 1) < 0.1


def test_every_batch_holds_the_chosen_one_and_a_seed_is_a_seed():
    mates = random_mates(16, 4)
    assert set(mates[:, 0]) == {CHOSEN}
    assert_array_equal(mates, random_mates(16, 4))
    assert (mates != random_mates(16, 5)).any()


def test_the_noise_of_the_mean_is_sigma_over_root_n_for_vectors():
    result = SmallBatches(pixels=VECTORS).result
    assert_allclose(result.mean_noise, result.expected, rtol=0.05)
    assert_allclose(result.expected, 2.0 ** -(np.arange(7) / 2))


def test_one_vector_is_refused_and_one_map_is_not():
    explorer = SmallBatches(pixels=VECTORS, power=3)
    assert not explorer.apply({"power": 0})
    assert "more than one value per channel" in explorer.status
    assert explorer.apply({"pixels": MAPS})
    assert explorer.result.spread == pytest.approx(0, abs=1e-9)


def test_smaller_batches_make_larger_clouds():
    spreads = [SmallBatches(power=power, pixels=pixels).result.spread for pixels in (VECTORS, MAPS) for power in (2, 6)]
    assert spreads[0] > 3 * spreads[1]
    assert spreads[2] > 3 * spreads[3]


def test_the_dots_are_the_answers_and_the_current_size_is_red():
    explorer = SmallBatches(power=2)
    _ = explorer.figure
    counts = [int((cloud.get_path().codes == 1).sum()) for cloud in explorer.clouds]
    assert counts == [500, 100]  # a batch of one vector has no dots
    heights = explorer.clouds[1].get_path().vertices[:, 1]
    assert_allclose((heights.min(), heights.max()), (explorer.result.lowest, explorer.result.highest), atol=0.05)


# ---- divide by what


@pytest.mark.parametrize("spread", [0.5, 2.5])
def test_the_variance_left_over(spread):
    by_deviation, by_variance = (
        ScaleShift(spread=spread, divide=by).result for by in ("standard deviation", "variance")
    )
    assert_allclose(by_deviation.z.var(), 1, atol=1e-4)
    assert_allclose(by_variance.z.var(), 1 / spread**2, rtol=1e-6)


def test_gamma_and_beta_are_deviation_and_mean_of_what_comes_out():
    result = ScaleShift(center=-1.5, spread=3.0, gamma=-1.5, beta=2.5).result
    assert_allclose((result.y.mean(), result.y.std()), (2.5, 1.5), rtol=1e-4)
    layer = nn.BatchNorm1d(1).double()
    layer.weight.data[:], layer.bias.data[:] = -1.5, 2.5
    assert_allclose(result.y, layer(torch.tensor(result.x[:, None])).detach().numpy().ravel())


@pytest.mark.parametrize("center, spread", [(2.0, 2.0), (-4.0, 0.5)])
def test_the_input_comes_back_and_the_picture_says_so(center, spread):
    explorer = ScaleShift(center=center, spread=spread, gamma=spread, beta=center)
    _ = explorer.figure
    assert explorer.result.back < 1e-4
    assert explorer.back.get_text() == "this is the input again"
    explorer.set(gamma=spread + 0.25)
    assert "up to" in explorer.back.get_text()


# ---- local response


def test_the_stack_by_hand():
    result = LocalResponse(channel=3, loud=4.0, size=3, beta=1.0, k=1.0).result  # window 2 to 4: three ones
    assert result.window == (1, 3)
    assert_allclose(result.normalized[2], 1 / (1 + 3))
    assert_allclose(result.normalized[3], 1 / (1 + 1 + 1 + 16))
    assert_allclose(result.divisor, 4)


@pytest.mark.parametrize("size", [1, 4, 5, 16])
def test_the_maps_are_pytorchs(size):
    result = LocalResponse(channel=6, size=size, power=-1.5, beta=1.25, k=0.5, convention="pytorch").result
    oracle = nn.LocalResponseNorm(size, alpha=10**-1.5, beta=1.25, k=0.5)
    expected = oracle(torch.tensor(photo_maps()[None]))[0].numpy()
    assert_allclose(result.before, photo_maps()[5])
    assert_allclose(result.after, expected[5])


def test_maps_of_opposite_edges_are_never_loud_at_one_place():
    maps = photo_maps()
    for direction in range(4):
        assert np.minimum(maps[direction], maps[direction + 4]).max() == pytest.approx(0.1)


def test_bars_numbers_and_window_follow():
    explorer = LocalResponse(channel=7, loud=20.0, size=3)
    _ = explorer.figure
    heights = [bar.get_height() for bar in explorer.bars[1]]
    assert_allclose(heights, explorer.result.normalized / explorer.result.normalized.max())
    assert explorer.numbers[0][4].get_text() == "20"
    x = explorer.window.get_xy()[:, 0]
    assert 5.5 < x.min() < 6  # before channel 6
    assert 8 < x.max() < 8.5
    assert explorer.numbers[1][6].get_weight() == "bold"
