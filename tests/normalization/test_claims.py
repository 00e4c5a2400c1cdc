"""The claims of the notes about normalization, one test for each: what `claims.yaml` says is so, is so."""

import copy

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose
from scipy.stats import kurtosis
from torch import nn

from course_lib import data
from course_lib.normalization import (
    batch_norm,
    batch_norm_inference,
    count_statistics,
    expected_noise,
    group_norm,
    instance_norm,
    layer_norm,
    local_response_norm,
    local_response_norm_within,
    mean_only_batch_norm,
    moments,
    normalize,
    response_window,
    start_statistics,
    statistic_noise,
    update_statistics,
    weight_norm,
)
from course_lib.normalization.normalize import identity_scale_shift


@pytest.fixture(autouse=True)
def _same_numbers_every_time():
    torch.manual_seed(0)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def block(rng):
    """The notes' batch: 3 activations of (4, 4, 4); each channel has a mean of its own."""
    return 2 * rng.normal(size=(3, 4, 4, 4)) + np.arange(4.0)[:, None, None]


def test_bn_name_covariate(rng):
    before = rng.normal(size=(500, 3))
    after = before + 5
    assert_allclose(np.cov(before.T), np.cov(after.T))
    assert_allclose(after.mean(axis=0) - before.mean(axis=0), 5)


def relu_network(weights, x, norm=lambda h: h):
    """Return the output of each layer."""
    outputs = []
    for weight in weights:
        x = np.maximum(norm(x @ weight.T), 0)
        outputs.append(x)
    return outputs


def test_bn_ics_layer_inputs_change(rng):
    weights, x = rng.normal(0, (2 / 64) ** 0.5, (12, 64, 64)), rng.normal(size=(256, 64))
    plain, larger = (relu_network(scale * weights, x) for scale in (1, 1.05))
    growth = [other.std() / one.std() for one, other in zip(plain, larger)]
    assert_allclose(growth, 1.05 ** np.arange(1, 13))
    assert growth[-1] == pytest.approx(1.8, abs=0.01)


def test_bn_subnetwork_view():
    lower, upper = nn.Sequential(nn.Linear(5, 7), nn.Tanh()), nn.Linear(7, 1)
    u = torch.randn(16, 5)
    (whole,) = torch.autograd.grad((upper(lower(u)) ** 2).mean(), upper.weight)
    (alone,) = torch.autograd.grad((upper(lower(u).detach()) ** 2).mean(), upper.weight)
    assert torch.equal(whole, alone)


def test_bn_fixes_mean_var(rng):
    x = 7 * rng.normal(size=(64, 3, 9, 9)) + 4
    gamma, beta = np.array([2.0, -3.0, 0.5]), np.array([1.0, -1.0, 4.0])
    for out, mean, deviation in ((batch_norm(x), 0, 1), (batch_norm(x, gamma=gamma, beta=beta), beta, np.abs(gamma))):
        assert_allclose(out.mean(axis=(0, 2, 3)), np.broadcast_to(mean, 3), atol=1e-9)
        assert_allclose(out.std(axis=(0, 2, 3)), np.broadcast_to(deviation, 3), rtol=1e-6)


def test_bn_weight_scale_invariance():
    u = torch.randn(32, 6, dtype=torch.double, requires_grad=True)
    W, target = torch.randn(4, 6, dtype=torch.double), torch.randn(32, 4, dtype=torch.double)

    def run(scale):
        w = (scale * W).requires_grad_()
        y = F.batch_norm(u @ w.T, None, None, training=True, eps=1e-12)
        return y, *torch.autograd.grad(((y - target) ** 2).sum(), (u, w))

    (y1, below1, w1), (y10, below10, w10) = run(1), run(10)
    assert torch.allclose(y1, y10)
    assert torch.allclose(below1, below10)
    assert torch.allclose(w1, 10 * w10)
    assert_allclose(batch_norm((u @ W.T).detach().numpy(), eps=1e-12), y1.detach(), atol=1e-9)


def trained_accuracy(*, norm, rate, activation, steps):
    """Return the accuracy on the digits of eight layers of 64, trained by SGD."""
    images, labels = data.digits()
    x, y = torch.tensor(images.reshape(len(images), -1)).float(), torch.tensor(labels)
    torch.manual_seed(0)
    layers = []
    for _ in range(8):
        layers += [nn.Linear(64, 64), *([nn.BatchNorm1d(64)] if norm else []), activation()]
    model = nn.Sequential(*layers, nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), rate)
    for _ in range(steps):
        chosen = torch.randint(0, len(x), (128,))
        optimizer.zero_grad()
        F.cross_entropy(model(x[chosen]), y[chosen]).backward()
        optimizer.step()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


@pytest.mark.slow
def test_bn_higher_lr_no_divergence():
    options = {"activation": nn.ReLU, "steps": 100}
    assert trained_accuracy(norm=False, rate=1.0, **options) < 0.2
    assert trained_accuracy(norm=True, rate=1.0, **options) > 0.95
    assert trained_accuracy(norm=True, rate=100.0, **options) < 0.2


@pytest.mark.slow
def test_bn_saturating_nonlinearity():
    options = {"activation": nn.Sigmoid, "steps": 150, "rate": 1.0}
    assert trained_accuracy(norm=False, **options) < 0.2
    assert trained_accuracy(norm=True, **options) > 0.9


def test_bn_regularises_noise(rng):
    one = rng.normal(size=(1, 4))
    batches = [np.vstack([one, rng.normal(size=(15, 4))]) for _ in range(2)]
    first, second = (batch_norm(batch)[0] for batch in batches)
    assert np.abs(first - second).max() > 0.05
    running = start_statistics(4)
    first, second = (batch_norm_inference(batch, running)[0] for batch in batches)
    assert_allclose(first, second)


def first_gradient(spread, *, norm):
    """Return the size of the first layer's gradient times its weights, in ten layers with weights of that spread."""
    torch.manual_seed(0)
    layers = []
    for _ in range(10):
        linear = nn.Linear(64, 64)
        nn.init.normal_(linear.weight, 0, spread)
        layers += [linear, *([nn.BatchNorm1d(64)] if norm else []), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(64, 1))
    (model(torch.randn(128, 64)) ** 2).mean().backward()
    return (model[0].weight.grad * model[0].weight).norm().item()


def test_bn_ics_lowers_lr():
    plain, normed = ([first_gradient(spread, norm=norm) for spread in (0.05, 0.5)] for norm in (False, True))
    assert plain[1] / plain[0] > 1e6
    assert 1 / 3 < normed[1] / normed[0] < 3


def test_norm_bn_axes(block):
    theirs = nn.BatchNorm2d(4).double()(torch.tensor(block)).detach()
    assert_allclose(batch_norm(block), theirs)
    assert_allclose(normalize(block, (0, 2, 3)), theirs)
    assert moments(block, (0, 2, 3)).mean.size == 4


def test_norm_bn_gamma_beta(rng):
    x = rng.normal(size=(64, 4))
    assert_allclose(batch_norm(x), batch_norm(100 * x), atol=1e-4)
    assert_allclose(batch_norm(x, **identity_scale_shift(x)._asdict()), x)


def test_norm_bn_batch_one(rng):
    one = rng.normal(size=(1, 3, 8, 8))
    assert_allclose(batch_norm(one), instance_norm(one))
    assert_allclose(batch_norm(one), nn.BatchNorm2d(3).double()(torch.tensor(one)).detach())
    for shape, layer in (((1, 3), nn.BatchNorm1d(3)), ((1, 3, 1, 1), nn.BatchNorm2d(3))):
        with pytest.raises(ValueError, match="more than one value per channel"):
            batch_norm(np.zeros(shape))
        with pytest.raises(ValueError, match="more than 1 value per channel"):
            layer(torch.zeros(shape))


def test_norm_bn_small_batch_noise(rng):
    values = rng.normal(size=100_000)
    for n in (2, 8, 32, 128):
        noise = statistic_noise(values, n, 20_000)
        assert noise.means.std() == pytest.approx(expected_noise(n).mean, rel=0.03) == pytest.approx(n**-0.5, rel=0.03)


def test_norm_bn_distributed_gamma():
    one = nn.BatchNorm1d(4)
    other, x = copy.deepcopy(one), 2 * torch.randn(48, 4) + 1
    for machine, part in ((one, x[:40]), (other, x[40:])):
        (machine(part) ** 3).sum().backward()
    with torch.no_grad():
        for p, q in zip(one.parameters(), other.parameters()):
            mean = (p.grad + q.grad) / 48  # what all machines get
            p -= 0.1 * mean
            q -= 0.1 * mean
    assert torch.equal(one.weight, other.weight)
    assert not torch.equal(one.weight, torch.ones(4))
    assert (one.running_mean - other.running_mean).abs().max() > 1e-3


def test_norm_bn_rnn():
    layer = nn.RNN(8, 32)
    with torch.no_grad():
        for p in layer.parameters():
            p *= 1.5
    variance = layer(torch.randn(12, 2000, 8))[0].var(1).mean(1)
    assert variance[6] / variance[0] > 1.15


def test_norm_in_axes(block):
    assert moments(block, (2, 3)).mean.size == count_statistics("instance", block.shape).pairs == 12
    assert_allclose(instance_norm(block), nn.InstanceNorm2d(4)(torch.tensor(block)))


def test_norm_in_at_test(rng):
    x = torch.tensor(4 * rng.normal(size=(8, 3, 5, 5)) + 2)
    batch, instance, running = nn.BatchNorm2d(3).double(), nn.InstanceNorm2d(3).double(), start_statistics(3)
    for _ in range(3):
        earlier = 2 * rng.normal(size=(8, 3, 5, 5)) + 1
        batch(torch.tensor(earlier))
        running = update_statistics(running, earlier)
    training, same = batch(x).detach(), instance(x)
    running = update_statistics(running, x.numpy())
    batch.eval()
    instance.eval()
    assert torch.equal(instance(x), same)
    assert (batch(x) - training).abs().max() > 0.1
    assert (batch(x) - x).abs().max() > 0.1  # it still acts
    assert_allclose(batch_norm_inference(x.numpy(), running), batch(x).detach())


def test_norm_in_contrast(rng):
    x = rng.random((1, 3, 16, 16))
    assert_allclose(instance_norm(x, eps=1e-12), instance_norm(0.2 * x + 0.5, eps=1e-12), atol=1e-6)
    assert np.abs(instance_norm(x) - instance_norm(x**2)).max() > 0.1


def test_norm_ln_axes(block):
    x = torch.tensor(block)
    assert_allclose(layer_norm(block), F.layer_norm(x, x.shape[1:]))
    assert_allclose(layer_norm(block), group_norm(block, 1))
    of_transformers = F.layer_norm(x.permute(0, 2, 3, 1), (4,)).permute(0, 3, 1, 2)
    assert_allclose(normalize(block, 1), of_transformers)
    assert np.abs(layer_norm(block) - of_transformers.numpy()).max() > 0.1


def test_norm_ln_vs_bn_axis(rng):
    table = 3 * rng.normal(size=(5, 7)) + 2
    rows, columns = layer_norm(table), batch_norm(table)
    assert_allclose(rows.mean(axis=1), 0, atol=1e-12)
    assert_allclose(columns.mean(axis=0), 0, atol=1e-12)
    assert np.abs(rows - columns).max() > 0.1
    assert_allclose(layer_norm(table[:1]), rows[:1])


def test_norm_weightnorm_formula(rng):
    layer = torch.nn.utils.parametrizations.weight_norm(nn.Linear(5, 3).double())
    g, v = layer.parametrizations.weight.original0, layer.parametrizations.weight.original1
    assert g.shape == (3, 1)
    ours = weight_norm(v.detach().numpy(), g.detach().numpy()[:, 0])
    assert_allclose(ours, layer.weight.detach())
    assert_allclose(weight_norm(7 * v.detach().numpy(), g.detach().numpy()[:, 0]), ours)
    assert_allclose(np.linalg.norm(ours, axis=1), g.detach()[:, 0])


def test_norm_mean_only_bn(rng):
    white, v = rng.normal(size=(4096, 6)), rng.normal(size=(3, 6))
    out = mean_only_batch_norm(white @ weight_norm(v, np.ones(3)).T + 5)
    assert_allclose(out.mean(axis=0), 0, atol=1e-9)
    assert_allclose(out.std(axis=0), 1, atol=0.06)
    assert_allclose(mean_only_batch_norm(10 * white).std(axis=0), 10 * white.std(axis=0))


def test_norm_mean_less_noisy_lln(rng):
    drawn = statistic_noise(rng.normal(size=200_000), 8, 200_000)
    mean, variance = drawn.means.std(), drawn.variances.std()
    assert mean == pytest.approx(0.354, abs=0.005)
    assert variance == pytest.approx(0.535, abs=0.01)
    assert np.sqrt(drawn.variances).std() == pytest.approx(0.262, abs=0.005)
    assert abs(kurtosis(drawn.means)) < 0.08
    assert kurtosis(drawn.variances) == pytest.approx(12 / 7, abs=0.2)


def test_norm_gn_limits(rng):
    x = 2 * rng.normal(size=(3, 8, 5, 5)) + 1
    assert_allclose(group_norm(x, 1), layer_norm(x))
    assert_allclose(group_norm(x, 8), instance_norm(x))
    assert np.abs(group_norm(x, 4) - group_norm(x, 2)).max() > 0.01


def test_norm_unbounded_activations():
    z = torch.tensor([-50.0, 50.0])
    assert F.elu(z).tolist() == [pytest.approx(-1), 50]
    assert torch.relu(z).tolist() == [0, 50]
    assert z.tanh().abs().max() <= 1


def test_norm_before_activation(rng):
    x = rng.normal(size=(256, 1))
    before, behind = np.maximum(batch_norm(x), 0), batch_norm(np.maximum(x, 0))
    assert before.min() == 0
    assert behind.min() < 0
    assert behind.mean() == pytest.approx(0, abs=1e-12)


def test_lrn_lateral_inhibition():
    quiet, loud = np.ones((1, 5)), np.array([[1.0, 10, 1, 1, 1]])
    one, other = (local_response_norm(x, 3, alpha=1, beta=0.75, k=1)[0] for x in (quiet, loud))
    assert other[2] < one[2]
    assert other[0] < one[0]
    assert_allclose(other[3:], one[3:])


def test_lrn_non_trainable():
    assert list(nn.LocalResponseNorm(5).parameters()) == []
    assert sum(p.numel() for p in nn.BatchNorm2d(8).parameters()) == 2 * 8


def test_lrn_formula_order(rng):
    N, n, k, alpha, beta = 8, 5, 2.0, 1e-4, 0.75
    a = 30 * rng.random(N)
    by_formula = [
        a[i] / (k + alpha * sum(a[j] ** 2 for j in range(max(0, i - n // 2), min(N - 1, i + n // 2) + 1))) ** beta
        for i in range(N)
    ]
    assert_allclose(local_response_norm(a[None], n, alpha=alpha, beta=beta, k=k)[0], by_formula)
    theirs = F.local_response_norm(torch.tensor(a)[None, :, None], n, alpha=alpha * n, beta=beta, k=k)
    assert_allclose(by_formula, theirs[0, :, 0])
    assert list(range(min(N - 1, 4 + 2), max(0, 4 - 2) + 1)) == []  # from the upper end to the lower: nothing


def test_lrn_constants():
    def width(size, convention):
        first, last = response_window(100, 50, size, convention=convention)
        return last - first + 1

    assert [width(size, "alexnet") for size in (2, 3, 4, 5)] == [3, 3, 5, 5]
    assert [width(size, "pytorch") for size in (2, 3, 4, 5)] == [2, 3, 4, 5]
    x = torch.zeros(1, 5, 1)
    x[0, 3] = 1
    x[0, [2, 4]] = 1e-3
    theirs = F.local_response_norm(x, 2, alpha=2.0, beta=1.0, k=1.0)[0, :, 0] / x[0, :, 0]
    assert theirs[2] > 0.99  # the loud channel behind it is not seen
    assert theirs[4] < 0.6
    assert_allclose(local_response_norm(x.numpy(), 2, alpha=2, beta=1, k=1, convention="pytorch")[0, 2:, 0],
                    (theirs * x[0, :, 0])[2:], rtol=1e-5)  # fmt: skip


def test_lrn_standard_case():
    a = np.array([[3.0, 4.0]])
    squared, root = (local_response_norm(a, 2, alpha=1, beta=beta, k=0) for beta in (1, 0.5))
    assert np.linalg.norm(squared) == pytest.approx(1 / 5)
    assert np.linalg.norm(root) == pytest.approx(1)
    assert_allclose(local_response_norm(10 * a, 2, alpha=1, beta=1, k=0), squared / 10)
    windows = [response_window(4, i, 4) for i in range(4)]
    assert [last - first + 1 for first, last in windows] == [3, 4, 4, 3]  # n = N is cut off at the ends


def test_lrn_worked_example():
    a = np.array([[1.0, 1, 2, 3]])
    ours = local_response_norm(a, 2, alpha=1, beta=1, k=0)[0]
    assert ours[0] == 0.5
    assert ours[1] == pytest.approx(1 / 6)
    theirs = F.local_response_norm(torch.tensor(a)[..., None], 3, alpha=3.0, beta=1.0, k=0.0)[0, :, 0]
    assert_allclose(theirs, ours)


def test_lrn_intra_window(rng):
    ones = np.ones((1, 1, 5, 5))
    counted = 1 / local_response_norm_within(ones, 2, alpha=1, beta=1, k=0)[0, 0]
    assert counted[2, 2] == pytest.approx(9)
    assert counted[0, 0] == pytest.approx(4)
    assert counted[0, 2] == pytest.approx(6)


def test_bn_trainable():
    layer = nn.BatchNorm2d(16)
    assert sum(p.numel() for p in layer.parameters()) == 2 * 16
    assert layer.running_mean.shape == layer.running_var.shape == (16,)
    assert not layer.running_mean.requires_grad


def test_bn_ics(rng):
    x, W = rng.normal(size=(64, 10)), rng.normal(size=(5, 10))
    one, scaled = x @ W.T, x @ (100 * W).T
    assert_allclose(batch_norm(one, eps=1e-12), batch_norm(scaled, eps=1e-12), atol=1e-9)
    assert np.abs(one - scaled).max() > 100


def test_bn_random_batches(rng):
    two_kinds = np.concatenate([rng.normal(0, 1, 500), rng.normal(6, 1, 500)])
    apart = two_kinds.reshape(20, 50).mean(axis=1).std()
    mixed = rng.permutation(two_kinds).reshape(20, 50).mean(axis=1).std()
    assert apart > 2.5
    assert mixed < 1


def test_bn_divide_by_variance(rng):
    x = 5 * rng.normal(size=(1000, 1)) + 3
    mean, variance = moments(x, 0)
    assert ((x - mean) / variance).var() == pytest.approx(1 / variance.item())
    assert normalize(x, 0).var() == pytest.approx(1, abs=1e-5)
    assert_allclose(normalize(x, 0), nn.BatchNorm1d(1).double()(torch.tensor(x)).detach())


def test_bn_zero_mean_unit_var(rng):
    x = 4 * rng.normal(size=(500, 3)) + 7
    out = batch_norm(x)
    assert_allclose(out.mean(axis=0), 0, atol=1e-9)
    assert_allclose(out.var(axis=0), 1, atol=1e-5)
    once = update_statistics(start_statistics(3), x)
    assert batch_norm_inference(x, once).mean() > 3


def test_bn_scale_shift():
    layer = nn.BatchNorm2d(4)
    assert layer.weight.tolist() == [1] * 4
    assert layer.bias.tolist() == [0] * 4


def test_bn_per_pixel(block):
    theirs = nn.BatchNorm2d(4).double()(torch.tensor(block)).detach()
    assert_allclose(batch_norm(block), theirs)
    assert np.abs(normalize(block, 0) - theirs.numpy()).max() > 0.1
    assert moments(block, 0).mean.size == 64
    assert count_statistics("batch", block.shape) == (4, 48)
    assert nn.BatchNorm2d(4).running_mean.numel() == 4


def test_bn_identity_setting(rng):
    x = 3 * rng.normal(size=(500, 1)) + 2
    setting = identity_scale_shift(x)
    assert setting.gamma[0] == pytest.approx(np.sqrt(x.var() + 1e-5))
    assert_allclose(batch_norm(x, gamma=setting.gamma, beta=setting.beta), x)
    by_variance = batch_norm(x, gamma=x.var(axis=0), beta=setting.beta)
    assert np.abs(by_variance - x).max() > 1


def test_lrn_vs_bn_directions(block):
    x = torch.tensor(block)
    for axes, theirs in (
        ((0, 2, 3), nn.BatchNorm2d(4).double()(x)),
        ((2, 3), nn.InstanceNorm2d(4)(x)),
        ((1, 2, 3), F.layer_norm(x, x.shape[1:])),
    ):
        assert_allclose(normalize(block, axes), theirs.detach())
        assert np.abs(normalize(block, 0) - theirs.detach().numpy()).max() > 0.1


def test_lrn_neighbors(rng):
    x = rng.random((1, 8, 3, 3))
    louder = x.copy()
    louder[0, :, 0, 0] += 50
    one, other = local_response_norm(x), local_response_norm(louder)
    assert_allclose(one[..., 1:, 1:], other[..., 1:, 1:])
    assert_allclose(one, F.local_response_norm(torch.tensor(x), 5, alpha=5e-4, beta=0.75, k=2.0))


def test_lrn_after_relu():
    x = np.maximum(np.array([[5.0, 0.5, 0.4, -3.0]]), 0)
    options = {"alpha": 0.1, "beta": 0.75, "k": 2.0}
    out, without = local_response_norm(x, 5, **options)[0], local_response_norm(x * [0, 1, 1, 1], 5, **options)[0]
    assert out[1] < without[1]
    assert out[2] < without[2]
    assert out[0] > out[1] > out[2] > out[3] == 0
