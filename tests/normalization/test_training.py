"""Real training of the digits network: networks side by side are those one by one, and runs land among the stored."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course_lib import data
from course_lib.normalization import runs, training
from course_lib.normalization.training import NORMS, accuracy_in_modes, network, train, train_side_by_side
from tools.stored import train_normalization as script


@pytest.fixture(autouse=True)
def one_thread():
    """The sums come in the same order, and small tensors gain nothing from more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def trained():
    """A batch-norm network after 2560 images."""
    return train("batch", batch_size=32, learning_rate=0.3, seed=0, examples=2560)


# ---- the data and the network


def test_the_split_parts_the_digits_once_and_for_all():
    images, labels, test_images, test_labels = training.split()
    both = np.concatenate([images, test_images]).astype(float)
    assert len(images) == 1280
    assert len(both) == 1797
    assert_array_equal(np.unique(both, axis=0), np.unique(data.digits().images, axis=0))
    assert both.sum() == pytest.approx(data.digits().images.sum())
    counts = np.bincount(test_labels, minlength=10) / len(test_labels)
    assert counts.min() > 0.07, "every digit is tested"
    assert set(labels) == set(range(10))


@pytest.mark.parametrize("norm", NORMS)
def test_weights_start_alike_whatever_the_norm(norm):
    net, plain = network(norm, (4,)), network("none", (4,))
    for one, other in zip(net, plain):
        if isinstance(other, torch.nn.Conv2d):
            assert torch.equal(one.weight, other.weight)
            assert not one.bias.any()


def test_initial_weights_have_he_spread():
    net = network("none", tuple(range(200)))
    for layer, fan_in in ((net[3], 9 * 8), (net[6], 9 * 16)):
        assert layer.weight.std().item() == pytest.approx((2 / fan_in) ** 0.5, rel=0.01)
    assert net[12].weight.std().item() == pytest.approx((1 / 64) ** 0.5, rel=0.01)


def test_the_last_convolution_is_a_linear_layer():
    net = network("none")
    features = torch.randn(5, 16, 2, 2, generator=torch.Generator().manual_seed(0))
    linear = torch.nn.functional.linear(features.flatten(1), net[-1].weight.flatten(1), net[-1].bias)
    assert_allclose(net[-1](features).flatten(1).detach(), linear.detach(), atol=1e-6)


@pytest.mark.parametrize("norm", NORMS)
def test_no_network_sees_another_beside_it(norm):
    # In double precision: instance norm of nearly constant 2x2 maps enlarges rounding errors a thousandfold.
    together = network(norm, (0, 7)).double()
    x = torch.rand(6, 2, 8, 8, dtype=torch.double, generator=torch.Generator().manual_seed(0))
    answers = together(x).view(6, 2, 10)
    for place, seed in enumerate((0, 7)):
        alone = network(norm, (seed,)).double()(x[:, place : place + 1]).view(6, 10)
        assert_allclose(answers[:, place].detach(), alone.detach(), atol=1e-9)


def test_the_norms_are_pytorchs():
    kinds = {"batch": torch.nn.BatchNorm2d, "instance": torch.nn.InstanceNorm2d, "none": torch.nn.Identity}
    for norm, kind in kinds.items():
        assert isinstance(network(norm)[1], kind)
    assert network("group")[4].num_groups == 4
    x = torch.randn(3, 16, 2, 2, generator=torch.Generator().manual_seed(0))
    assert_allclose(network("layer")[4](x).detach(), torch.nn.LayerNorm([16, 2, 2])(x).detach(), atol=1e-6)


# ---- training


def test_every_image_comes_once_before_any_comes_again():
    order = training.orders((0, 1), 2 * 1280 + 320)
    assert order.shape == (2880, 2)
    for start in (0, 1280):
        assert_array_equal(np.sort(order[start : start + 1280], axis=0)[:, 1], np.arange(1280))
    assert not np.array_equal(order[:, 0], order[:, 1])
    assert_array_equal(order[:, 1], training.orders((1,), 2880)[:, 0])


@pytest.mark.parametrize("norm", ["none", "batch", "group"])
def test_one_step_is_plain_sgd(norm):
    net, order = network(norm, (2,)), training.orders((2,), 320)[:, 0]
    images, labels, *_ = training.split()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
    for chosen in order.reshape(2, 160):
        optimizer.zero_grad()
        logits = net(torch.from_numpy(images[chosen])[:, None]).flatten(1)
        torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels[chosen])).backward()
        optimizer.step()
    run = train(norm, batch_size=160, learning_rate=0.2, seed=2, examples=320)
    for own, theirs in zip(run.network.parameters(), net.parameters()):
        assert_allclose(own.detach(), theirs.detach(), atol=1e-5)


def test_losses_and_accuracy_are_those_of_each_network_alone():
    """By the plain formulas, on two networks that lie side by side; the mode is training again at the end."""
    both, chosen = network("batch", (0, 1)), training.orders((0, 1), 320)
    images, labels, tests, answers = training.split()
    found, right = training.losses(both, chosen), training.test_accuracy(both)
    assert found.shape == right.shape == (2,)
    assert both.training
    for seed in (0, 1):
        net = network("batch", (seed,))
        scores = net(torch.from_numpy(images[chosen[:, seed]])[:, None]).flatten(1).log_softmax(1).detach().numpy()
        assert_allclose(found.detach()[seed], -scores[np.arange(320), labels[chosen[:, seed]]].mean(), rtol=1e-5)
        # `scores` moved the running statistics of `net` by one batch, as `losses` did with those of `both`.
        said = net.eval()(torch.from_numpy(tests)[:, None]).flatten(1).argmax(1).numpy()
        assert right[seed] == np.mean(said == answers)


def test_side_by_side_is_one_by_one():
    settings = [(0.03, 0), (0.3, 1)]
    together = train_side_by_side("batch", settings, batch_size=32, examples=640)
    for (rate, seed), run in zip(settings, together):
        alone = train("batch", batch_size=32, learning_rate=rate, seed=seed, examples=640)
        assert run.network is None
        assert_allclose(run.training_loss, alone.training_loss, rtol=1e-4)
        assert_allclose(run.test_accuracy, alone.test_accuracy, atol=0.01)


def test_a_run_that_diverges_does_not_spoil_its_neighbour():
    bad, good = train_side_by_side("none", [(1e6, 0), (0.1, 0)], batch_size=64, examples=640)
    alone = train("none", batch_size=64, learning_rate=0.1, seed=0, examples=640)
    assert np.isnan(bad.training_loss[-1])
    assert bad.test_accuracy[-1] < 0.2
    assert_allclose(good.training_loss, alone.training_loss, rtol=1e-4)


def test_a_run_is_the_same_every_time_and_leaves_torchs_random_numbers_alone():
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    options = dict(batch_size=64, learning_rate=0.1, seed=1, examples=640)
    first, second = train("layer", **options), train("layer", **options)
    assert_array_equal(first.training_loss, second.training_loss)
    assert_array_equal(first.test_accuracy, second.test_accuracy)
    assert torch.equal(torch.rand(1), expected)


def test_points_and_progress():
    steps = []
    progress = lambda known: (steps.append(step) or step for step in known)  # noqa: E731
    run = train("none", batch_size=80, learning_rate=0.1, seed=0, examples=960, progress=progress)
    assert_array_equal(run.examples_seen, [320, 640, 960])
    assert len(run.training_loss) == len(run.test_accuracy) == 3
    assert steps == list(range(12))
    assert abs(run.training_loss[0] - np.log(10)) < 0.4, "before it has learned, ten answers are equally likely"


@pytest.mark.parametrize(
    "change, message",
    [
        ({"norm": "weight"}, r"`norm` must be one of none, batch, layer, instance, group, got 'weight'"),
        ({"batch_size": 48}, "`batch_size` must divide 320, got 48"),
        ({"batch_size": 0}, "`batch_size` must be at least 1, got 0"),
        ({"examples": 1000}, "`examples` must be a multiple of 320, got 1000"),
        ({"examples": 0}, "`examples` must be at least 320, got 0"),
        ({"learning_rate": 0.0}, r"`learning_rate` must be positive, got 0\.0"),
        ({"seed": -1}, "`seed` must be at least 0, got -1"),
    ],
)
def test_wrong_settings(change, message):
    options = {"norm": "batch", "batch_size": 32, "learning_rate": 0.1, "seed": 0, "examples": 320}
    with pytest.raises(ValueError, match=message):
        train(**(options | change))


# ---- forgetting eval()


def test_modes_tell_whether_eval_was_forgotten(trained):
    modes = accuracy_in_modes(trained.network)
    assert modes.evaluation == trained.test_accuracy[-1]
    assert modes.training < modes.evaluation - 0.2
    assert accuracy_in_modes(trained.network, batch_size=517).training > 0.9


def test_modes_leave_the_network_as_it_was(trained):
    before = {name: part.clone() for name, part in trained.network.state_dict().items()}
    accuracy_in_modes(trained.network, batch_size=32, one_class=True)
    assert not trained.network.training
    for name, part in trained.network.state_dict().items():
        assert torch.equal(part, before[name]), name


def test_a_batch_of_one_digit_only_is_worse_than_a_mixed_one(trained):
    mixed, sorted_ = (accuracy_in_modes(trained.network, batch_size=32, one_class=one).training for one in (0, 1))
    assert sorted_ < mixed - 0.2


def test_group_norm_has_no_modes():
    net = train("group", batch_size=64, learning_rate=0.1, seed=0, examples=640).network
    modes = accuracy_in_modes(net)
    assert modes.training == pytest.approx(modes.evaluation, abs=0.005)


def test_modes_refuse_an_empty_batch(trained):
    with pytest.raises(ValueError, match="`batch_size` must be at least 1, got 0"):
        accuracy_in_modes(trained.network, batch_size=0)


# ---- what is stored


def test_the_stored_grid_is_that_of_the_module():
    stored = runs.stored_runs()
    assert stored.norms == NORMS
    assert tuple(stored.batch_sizes) == training.BATCH_SIZES
    assert_allclose(stored.learning_rates, training.LEARNING_RATES)
    assert tuple(stored.seeds) == training.SEEDS
    assert stored.examples_seen[-1] == training.EXAMPLES
    assert stored.accuracy.shape == stored.loss.shape == (5, 6, 7, 3, 20)
    assert not stored.accuracy.flags.writeable
    assert 0 <= stored.accuracy.min() <= stored.accuracy.max() <= 1
    assert (data.directory() / "training_normalization.npz").stat().st_size < 200_000


@pytest.mark.slow
@pytest.mark.parametrize("norm", ["none", "batch", "group"])
def test_the_stored_curves_can_be_trained_anew(norm):
    run = train(norm, batch_size=64, learning_rate=0.1, seed=1)
    place = NORMS.index(norm), 5, 3, 1
    # Rounding differs between machines, and 100 steps enlarge the difference.
    assert_allclose(run.training_loss[:4], runs.stored_runs().loss[place][:4], atol=0.02)
    assert abs(run.test_accuracy[-1] - runs.stored_runs().accuracy[place][-1]) < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("norm", ["batch", "group"])
def test_a_live_run_lands_inside(norm):
    result = training.train_live(norm)
    assert result.inside
    assert repr(result) == result.sentence
    expected = f"norm {norm}, batch size 32, learning rate 0.3: it lands inside the 3 stored runs, "
    assert result.sentence.startswith(expected)
    assert result.sentence.endswith(" (tolerance 5 points).")


@pytest.mark.parametrize("accuracy, inside", [(0.751, True), (0.749, False), (0.949, True), (0.951, False)])
def test_it_is_the_last_accuracy_that_lands_and_both_ends_count(accuracy, inside, monkeypatch):
    run = training.TrainingRun(np.array([320, 640]), np.array([2.0, 1.0]), np.array([0.1, accuracy]), None)
    monkeypatch.setattr(training, "train", lambda norm, **options: run)
    monkeypatch.setattr(training, "stored_accuracies", lambda norm, **options: np.array([0.8, 0.9, 0.85]))
    result = training.train_live("batch")
    assert result.inside == inside
    assert (result.low, result.high, result.run) == (0.8, 0.9, run)
    where = "lands inside" if inside else f"lands at {accuracy:.0%}, outside"
    start = "norm batch, batch size 32, learning rate 0.3: it"
    assert result.sentence == f"{start} {where} the 3 stored runs, 80% to 90% (tolerance 5 points)."


@pytest.mark.parametrize(
    "change, message",
    [
        ({"norm": "weight"}, "`norm` must be one that is stored, none, batch, layer, instance, group, got 'weight'"),
        ({"batch_size": 5}, "`batch_size` must be one that is stored, 2, 4, 8, 16, 32, 64, got 5"),
        ({"learning_rate": 0.2}, r"`learning_rate` must be one that is stored, 0\.003, .*, 3\.0, got 0\.2"),
    ],
)
def test_a_setting_that_is_not_stored(change, message):
    options = {"norm": "batch", "batch_size": 32, "learning_rate": 0.3} | change
    with pytest.raises(ValueError, match=message):
        runs.stored_accuracies(**options)


def test_stored_accuracies_are_the_last_points():
    found = runs.stored_accuracies("group", batch_size=8, learning_rate=0.03)
    assert_array_equal(found, runs.stored_runs().accuracy[4, 2, 2, :, -1])


# ---- the script


def test_the_script_stores_what_was_trained_and_goes_on_where_it_stopped(tmp_path, capsys):
    small = dict(norms=("none", "group"), batch_sizes=(64, 32), rates=(0.03, 0.1), seeds=(0, 1), examples=320)
    kept = tmp_path / "runs.part"
    first = script.train_all(kept, **small)
    assert capsys.readouterr().out.count("best") == 4
    second = script.train_all(kept, **small)
    assert capsys.readouterr().out == "", "nothing is trained twice"
    assert first.keys() == second.keys()
    arrays = script.packed(first)
    assert arrays["loss"].shape == (2, 2, 2, 2, 1)
    assert_array_equal(arrays["batch_sizes"], [64, 32])
    alone = train("group", batch_size=32, learning_rate=0.1, seed=0, examples=320)
    assert arrays["loss"][1, 1, 1, 0, 0] == pytest.approx(alone.training_loss[0], abs=0.01)


def test_losses_beyond_half_precision_are_cut_and_nan_stays():
    arrays = script.packed({("none", 2, 1.0, 0): (np.array([1e9, np.nan, 0.5]), np.array([0.1, 0.1, 0.1]))})
    assert arrays["loss"].ravel()[0] > 5e4
    assert_array_equal(np.isfinite(arrays["loss"].ravel()), [True, False, True])


# ---- what is measured inside the network


def test_batch_norm_hands_its_relu_mean_zero_and_deviation_one_at_the_start():
    means, deviations, counts = script.hidden(network("batch"))
    assert_allclose(means, np.zeros((4, 4)), atol=1e-5)
    assert_allclose(deviations, np.ones((4, 4)), atol=0.02)
    assert [np.sum(layer, axis=1).tolist() for layer in counts] == [[256 * 16] * 4] + [[256 * 4] * 4] * 3


def test_looking_changes_nothing():
    net = network("batch")
    before = {name: part.clone() for name, part in net.state_dict().items()}
    chosen = training.orders((0,), 64)
    script.hidden(net)
    script.gradient_shift(net, chosen, 0.3)
    script.walk(net, chosen, 0.3)
    for name, part in net.state_dict().items():
        assert torch.equal(part, before[name]), name


def test_the_gradient_shift_of_the_second_layer_by_hand():
    net, chosen, rate = network("none", (1,)), training.orders((1,), 64), 0.3
    images, labels, *_ = training.split()
    x, y = torch.from_numpy(images[chosen[:, 0]])[:, None], torch.from_numpy(labels[chosen[:, 0]])
    loss = torch.nn.functional.cross_entropy(net(x).flatten(1), y)
    first_w, first_b, second = torch.autograd.grad(loss, [net[0].weight, net[0].bias, net[3].weight])
    with torch.no_grad():  # only the first layer makes its step
        net[0].weight -= rate * first_w
        net[0].bias -= rate * first_b
    moved = torch.autograd.grad(torch.nn.functional.cross_entropy(net(x).flatten(1), y), net[3].weight)[0]
    sizes, gradients, cosines = script.gradient_shift(network("none", (1,)), chosen, rate)
    assert sizes[0] == pytest.approx((moved - second).norm().item(), rel=1e-3)
    assert gradients[0] == pytest.approx(second.norm().item(), rel=1e-4)
    assert cosines[0] == pytest.approx(torch.cosine_similarity(moved.flatten(), second.flatten(), 0).item(), abs=1e-4)


def test_without_a_step_there_is_no_shift():
    sizes, _, cosines = script.gradient_shift(network("batch"), training.orders((0,), 64), 0.0)
    assert_array_equal(sizes, 0)
    assert_allclose(cosines, 1)


def test_a_short_walk_changes_the_loss_by_the_slope():
    net, chosen, rate = network("batch"), training.orders((0,), 64), 1e-4
    slopes = torch.cat([part.flatten() for part in script.gradients(net, chosen)])
    losses, turns = script.walk(net, chosen, rate)
    falls = losses[0] - np.array(losses[1:])
    assert falls[-1] == pytest.approx(4 * rate * slopes.square().sum().item(), rel=0.05)
    assert np.all(np.diff(turns) > 0)


def test_what_is_stored_of_the_shift_is_what_is_measured():
    watched = script.watched("batch", 0.3, 0, steps=(0, 1, 3))
    stored = data.results("training_normalization")
    steps, rate = [0, 1, 3], stored["shift_rates"].tolist().index(0.3)
    assert_array_equal(stored["shift_steps"][steps], [0, 1, 3])
    assert_allclose(stored["shift_means"][1, rate, 0, steps], watched.means, atol=1e-3)
    assert_allclose(stored["shift_cosines"][1, rate, 0, steps], watched.shift_cosines, atol=0.02)
    assert_allclose(stored["shift_walk_losses"][1, rate, 0, steps], watched.walk_losses, rtol=0.05)
    assert stored["shift_histograms"][1, rate, 0].sum() == watched.histograms[0].sum()
