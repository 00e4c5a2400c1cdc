"""Numbers that `31_normalization` states beside no output that would show them: each from where it comes."""

import numpy as np
import pytest

from course_lib.normalization.explorers import SmallBatches
from course_lib.normalization.explorers.small_batches import MAPS, SIZES, VECTORS
from course_lib.normalization.runs import stored_runs
from course_lib.normalization.training import accuracy_in_modes, train
from tests.prose import prose


@pytest.fixture(scope="module")
def text():
    return prose("31_normalization")


@pytest.fixture(scope="module")
def finals():
    """Final accuracies (norms, batch sizes, rates), means of the seeds."""
    return stored_runs().accuracy[..., -1].astype(float).mean(axis=-1)


def test_settings_that_end_above_85_percent(text, finals):
    good = dict(zip(stored_runs().norms, (finals > 0.85).sum(axis=(1, 2)).tolist()))
    assert finals[0].size == 42
    assert f"{good['batch']} of its 42 settings end above 85 %, {good['none']} of 42 without a norm" in text
    assert max(good, key=good.get) == "batch"


def test_at_rate_3_all_fail(text, finals):
    assert "at rate 3 it fails like all the others" in text
    assert stored_runs().learning_rates[-1] == 3
    assert finals[..., -1].max() < 0.2


def test_two_pictures_and_many_small_steps(text, finals):
    assert "batches of 2 at rate 0.01, the plain network is as good as any" in text
    at = list(stored_runs().batch_sizes).index(2), stored_runs().learning_rates.tolist().index(0.01)
    assert finals[0][at] > finals[:, *at].max() - 0.01
    batch, group = (
        stored_runs().accuracy[list(stored_runs().norms).index(norm), at[0], :, :, -1] for norm in ("batch", "group")
    )
    best = [part.astype(float)[part.mean(axis=1).argmax()] for part in (batch, group)]
    assert np.mean(best[1]) - np.mean(best[0]) < 3 * max(np.ptp(part) for part in best), "hardly more than the seeds"


def test_the_forgotten_eval(text):
    """To 4 points: another machine rounds differently."""
    network = train("batch", batch_size=32, learning_rate=0.3, seed=3).network
    single, digits = (
        accuracy_in_modes(network, batch_size=size, one_class=same) for size, same in ((1, False), (32, True))
    )
    mixed = accuracy_in_modes(network, batch_size=32)
    assert "In eval mode it reads 97 % of the test digits" in text
    assert "65 % one at a time, 61 % in sorted batches, 96 % in mixed ones" in text
    measured = [single.evaluation, single.training, digits.training, mixed.training]
    assert measured == pytest.approx([0.97, 0.65, 0.61, 0.96], abs=0.04)


def test_from_16_vectors_down_the_sign_is_a_matter_of_chance(text):
    assert "from 16 vectors down some batches turn the sign around" in text
    assert "four maps wander about as little as 64 vectors" in text
    vectors, maps = (SmallBatches(pixels=pixels).result.outputs for pixels in (VECTORS, MAPS))
    turned = dict(zip(SIZES.tolist(), (vectors > 0).any(axis=1).tolist()))
    assert turned == {1: False, 2: True, 4: True, 8: True, 16: True, 32: False, 64: False}
    assert maps[2].std() == pytest.approx(vectors[6].std(), abs=0.03)
