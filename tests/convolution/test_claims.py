"""The claims of the notes about convolution, one test for each: what `claims.yaml` says is so, is so."""

import math

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import convolve2d, correlate2d
from torch import nn

from course_lib.convolution import (
    bilinear_kernel,
    conv_matrix,
    conv_output_size,
    conv_parameters,
    convolve,
    cross_correlate,
    insert_zeros,
    same_padding,
    tap_counts,
    transposed_convolve,
    transposed_output_size,
    unused_inputs,
    upsample,
)
from course_lib.convolution.sizes import torch_same_padding

# The worked example of the notes.
KERNEL = np.array([[1, 4, 1], [1, 4, 3], [3, 3, 1]])
IMAGE = np.array([[4, 5, 8, 7], [1, 8, 8, 8], [3, 6, 6, 4], [6, 5, 7, 8]])


@pytest.fixture(autouse=True)
def _same_numbers_every_time():
    torch.manual_seed(0)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def one(values):
    """Return values as a tensor with N = C = 1."""
    return torch.as_tensor(np.asarray(values, dtype=np.float32))[None, None]


def n_parameters(layer):
    return sum(parameter.numel() for parameter in layer.parameters())


# --- 20_convolution_arithmetic ----------------------------------------------------------------------------------------


def test_conv_edges_high_level():
    """Wrong: one layer with a 3x3 kernel finds an edge, and nothing elsewhere."""
    step = np.zeros((10, 10))
    step[:, 5:] = 1
    sobel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    response = cross_correlate(step, sobel)
    assert_array_equal(response, np.tile([0, 0, 0, 4, 4, 0, 0, 0], (8, 1)))
    assert_array_equal(F.conv2d(one(step), one(sobel))[0, 0].numpy(), response)


def test_conv_is_cross_correlation(rng):
    """Convention: libraries for learning correlate; the convolution of mathematics turns the kernel."""
    x, k = rng.random((6, 6)), rng.random((3, 3))
    layer = F.conv2d(torch.tensor(x)[None, None], torch.tensor(k)[None, None])[0, 0].numpy()
    assert_allclose(layer, correlate2d(x, k, "valid"))
    assert_allclose(layer, cross_correlate(x, k))
    assert not np.allclose(layer, convolve2d(x, k, "valid"))
    assert_allclose(layer, convolve2d(x, k[::-1, ::-1], "valid"))
    assert_allclose(convolve(x, k), convolve2d(x, k, "valid"))


def test_conv_output_formula():
    """Holds, and a division that leaves a rest is rounded down."""
    assert (conv_output_size(7, 3, stride=1), conv_output_size(7, 3, stride=2)) == (5, 3)
    for W, k, s, p in np.ndindex(14, 6, 4, 2):
        if W and k and s and k <= W + 2 * p:
            length = F.conv1d(torch.zeros(1, 1, W), torch.zeros(1, 1, k), stride=s, padding=p).shape[-1]
            assert length == (W - k + 2 * p) // s + 1 == conv_output_size(W, k, stride=s, padding=p)


def test_pad_valid_13_6_5():
    """Holds: two windows, and inputs 12 and 13 (counted from 1) are in none."""
    x = torch.zeros(1, 1, 13, requires_grad=True)
    y = F.conv1d(x, torch.ones(1, 1, 6), stride=5)
    y.sum().backward()
    assert y.shape[-1] == conv_output_size(13, 6, stride=5) == 2
    assert torch.nonzero(x.grad[0, 0] == 0).flatten().tolist() == [11, 12]
    assert unused_inputs(13, 6, stride=5).tolist() == [11, 12]


def test_pad_same_13_6_5():
    """Holds: three windows, one zero left and two right. Of ones, the windows see 5, 6 and 4."""
    assert same_padding(13, 6, stride=5) == (1, 2)
    assert conv_output_size(13 + 1 + 2, 6, stride=5) == 3
    padded = F.pad(torch.ones(1, 1, 13), (1, 2))
    assert F.conv1d(padded, torch.ones(1, 1, 6), stride=5).flatten().tolist() == [5, 6, 4]


def test_pad_valid_drops_right():
    """Holds while the stride is not longer than the kernel; a longer one skips inputs between the windows too."""
    for W in range(6, 20):
        for s in range(1, 7):
            dropped = unused_inputs(W, 6, stride=s).tolist()
            assert dropped == list(range(W - len(dropped), W))
            x = torch.zeros(1, 1, W, requires_grad=True)
            F.conv1d(x, torch.ones(1, 1, 6), stride=s).sum().backward()
            assert torch.nonzero(x.grad[0, 0] == 0).flatten().tolist() == dropped
    assert unused_inputs(7, 2, stride=3).tolist() == [2, 5, 6]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
def test_pad_same_odd_right():
    """Convention: TensorFlow's SAME pads [0, 1] here, a number in PyTorch pads [1, 1]; other pixels are seen."""
    x, k = one([[1, 2, 3, 4, 5, 6, 7, 8]])[0], one([[1, 10, 100]])[0]
    assert same_padding(8, 3, stride=2) == (0, 1)
    same = F.conv1d(F.pad(x, (0, 1)), k, stride=2)
    both_sides = F.conv1d(x, k, stride=2, padding=1)
    assert same.shape == both_sides.shape == (1, 1, 4)
    assert same.flatten().tolist() == [321, 543, 765, 87]
    assert both_sides.flatten().tolist() == [210, 432, 654, 876]
    # padding='same' with an even kernel: the one zero stands at the right.
    assert torch_same_padding(2) == (0, 1)
    assert F.conv1d(x, one([[0, 1]])[0], padding="same").flatten().tolist() == [2, 3, 4, 5, 6, 7, 8, 0]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
def test_pad_same_stride1():
    """Holds: SAME gives W/s outputs, rounded up, so W of them for stride 1."""
    for k in range(1, 8):
        assert F.conv1d(torch.zeros(1, 1, 17), torch.ones(1, 1, k), padding="same").shape[-1] == 17
        for s in (1, 2, 3):
            padded = 17 + sum(same_padding(17, k, stride=s))
            assert conv_output_size(padded, k, stride=s) == math.ceil(17 / s)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
def test_pad_torch_same_stride():
    """Holds: 'valid' is no padding, 'same' keeps the size and refuses a stride."""
    x, k = torch.randn(1, 1, 9), torch.randn(1, 1, 4)
    assert torch.equal(F.conv1d(x, k, padding="valid"), F.conv1d(x, k))
    assert F.conv1d(x, k, padding="same").shape == x.shape
    with pytest.raises(RuntimeError, match="not supported for strided convolutions"):
        F.conv1d(x, k, padding="same", stride=2)


def test_conv2d_weight_shape_groups():
    """Holds, for the output channels as well."""
    layer = nn.Conv2d(8, 12, (3, 5), groups=4)
    assert layer.weight.shape == (12, 2, 3, 5)
    assert n_parameters(layer) == conv_parameters(8, 12, (3, 5), groups=4) == 12 * 2 * 3 * 5 + 12
    with pytest.raises(ValueError, match="in_channels must be divisible by groups"):
        nn.Conv2d(9, 12, 3, groups=4)
    with pytest.raises(ValueError, match="out_channels must be divisible by groups"):
        nn.Conv2d(8, 10, 3, groups=4)


def test_conv_nout_floor():
    """Imprecise: the bars must round down. The absolute value would give three and a half outputs."""
    n, k, s = 8, 3, 2
    assert abs((n - k) / s) + 1 == 3.5
    length = F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), stride=s).shape[-1]
    assert length == math.floor((n - k) / s) + 1 == conv_output_size(n, k, stride=s) == 3
    # n is a side length: the number of features (channels) has no part in it.
    assert nn.Conv2d(5, 6, k, stride=s)(torch.zeros(1, 5, n, n)).shape == (1, 6, 3, 3)


def test_conv_7x7x3_two_filters():
    """Holds: 7x7x3 in, two filters, stride 2: 3x3x2 out."""
    layer = nn.Conv2d(3, 2, 3, stride=2)
    assert layer.weight.shape == (2, 3, 3, 3)
    assert layer(torch.zeros(1, 3, 7, 7)).shape == (1, 2, 3, 3)
    assert cross_correlate(np.zeros((3, 7, 7)), np.zeros((2, 3, 3, 3)), stride=2).shape == (2, 3, 3)


def test_conv_4x4_3x3():
    """Holds: each of the 2x2 outputs comes from the nine inputs at its own place."""
    x = torch.zeros(1, 1, 4, 4, requires_grad=True)
    y = F.conv2d(x, torch.ones(1, 1, 3, 3))
    assert y.shape == (1, 1, 2, 2)
    y[0, 0, 0, 0].backward()
    assert_array_equal(x.grad[0, 0], [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]])
    assert_array_equal(conv_matrix(np.ones((3, 3)), (4, 4))[0], x.grad.flatten())


def test_conv_handles_rotation(rng):
    """Wrong: shifting before or after is the same, rotating is not."""
    image, kernel = rng.normal(size=(16, 16)), rng.normal(size=(3, 3))

    def layer(x):  # a ring around the image, so that no border disturbs
        return cross_correlate(np.pad(x, 1, mode="wrap"), kernel)

    def shift(x):
        return np.roll(x, (2, 5), (0, 1))

    assert_allclose(layer(shift(image)), shift(layer(image)))
    assert np.abs(layer(np.rot90(image)) - np.rot90(layer(image))).max() > 1
    ring = F.pad(one(image), (1, 1, 1, 1), mode="circular")
    assert_allclose(F.conv2d(ring, one(kernel))[0, 0], layer(image), atol=1e-5)


def test_cnn_hwc():
    """Convention: OpenCV is H x W x C in the order blue, green, red; PyTorch wants N x C x H x W."""
    blue = np.full((4, 5, 3), (255, 0, 0), np.uint8)
    image = cv2.imdecode(cv2.imencode(".png", blue)[1], cv2.IMREAD_COLOR)
    assert image.shape == (4, 5, 3)
    assert cv2.cvtColor(image, cv2.COLOR_BGR2RGB)[0, 0].tolist() == [0, 0, 255]
    tensor = torch.tensor(image).permute(2, 0, 1)[None].float()
    assert nn.Conv2d(3, 2, 1)(tensor).shape == (1, 2, 4, 5)
    with pytest.raises(RuntimeError, match=r"expected input.* to have 3 channels, but got 4 channels"):
        nn.Conv2d(3, 2, 1)(torch.tensor(image)[None].float())


def test_cnn_filters_maps():
    """Holds: seven filters, seven maps."""
    assert nn.Conv2d(3, 7, 3)(torch.zeros(1, 3, 9, 9)).shape[1] == 7
    assert cross_correlate(np.zeros((3, 9, 9)), np.zeros((7, 3, 3, 3))).shape[0] == 7


def test_cnn_param_count():
    """Convention: 1800 without biases, 1820 with them."""
    assert n_parameters(nn.Conv2d(10, 20, 3, bias=False)) == conv_parameters(10, 20, 3, bias=False) == 1800
    assert n_parameters(nn.Conv2d(10, 20, 3)) == conv_parameters(10, 20, 3) == 1820


def test_cnn_1x1_params():
    """Convention: 40 weights and 5 biases; one linear map for every pixel."""
    layer, x = nn.Conv2d(8, 5, 1), torch.randn(1, 8, 6, 7)
    assert layer.weight.numel() == conv_parameters(8, 5, 1, bias=False) == 40
    assert n_parameters(layer) == conv_parameters(8, 5, 1) == 45
    pixels = x.permute(0, 2, 3, 1)  # (N, H, W, C)
    linear = pixels @ layer.weight[:, :, 0, 0].T + layer.bias
    assert torch.allclose(layer(x), linear.permute(0, 3, 1, 2), atol=1e-5)


def test_cnn_1x1_nonlinearity():
    """Holds: with a 1x1 layer on top the centre still depends on the same 9 inputs, and no longer linearly."""
    x = torch.randn(1, 2, 9, 9, requires_grad=True)

    def inputs_of_the_centre(network):
        gradient = torch.autograd.grad(network(x)[0, :, 4, 4].sum(), x)[0]
        return (gradient.abs().sum((0, 1)) > 0).nonzero().tolist()

    first = nn.Conv2d(2, 4, 3, padding=1)
    both = nn.Sequential(first, nn.Tanh(), nn.Conv2d(4, 4, 1), nn.Tanh())
    assert len(inputs_of_the_centre(first)) == 9
    assert inputs_of_the_centre(both) == inputs_of_the_centre(first)
    assert not torch.allclose(both(2 * x) - both(0 * x), 2 * (both(x) - both(0 * x)), atol=1e-2)


# --- 21_transposed_convolution ----------------------------------------------------------------------------------------


def test_upsample_transposed_preferred():
    """Imprecise: unless the stride divides the kernel, the outputs get unequal numbers of contributions."""
    assert tap_counts(4, 3, stride=2).tolist() == [1, 1, 2, 1, 2, 1, 2, 1, 1]
    for kernel in range(2, 7):
        for stride in range(2, kernel + 1):
            counts = F.conv_transpose1d(torch.ones(1, 1, 9), torch.ones(1, 1, kernel), stride=stride)[0, 0]
            assert_array_equal(tap_counts(9, kernel, stride=stride), counts)
            inside = counts[kernel:-kernel]
            assert (len(inside.unique()) == 1) == (kernel % stride == 0)


def test_upsample_lose_where():
    """Holds: the more a mask was pooled, the worse it overlaps with itself when enlarged again."""
    mask = np.zeros((32, 32))
    mask[10:21, 13:24] = 1

    def overlap(factor):
        small = F.avg_pool2d(one(mask), factor)
        large = F.interpolate(small, scale_factor=factor, mode="bilinear", align_corners=False)
        assert_allclose(upsample(small[0, 0].numpy(), factor, "bilinear"), large[0, 0], atol=1e-6)
        again, there = large[0, 0].numpy() > 0.5, mask > 0
        return (again & there).sum() / (again | there).sum()

    assert 1 > overlap(2) > overlap(4) > overlap(8)


def test_tconv_learnable(rng):
    """Imprecise: bilinear interpolation is one setting of the weights; but a convolution is not undone."""
    x = rng.random((6, 6))
    kernel = bilinear_kernel(2)
    large = F.interpolate(one(x), scale_factor=2, mode="bilinear", align_corners=False)[0, 0]
    stamped = transposed_convolve(x, kernel, stride=2, padding=1)
    assert_allclose(stamped[2:-2, 2:-2], large[2:-2, 2:-2], atol=1e-6)
    torch_stamped = F.conv_transpose2d(one(x), one(kernel), stride=2, padding=1)[0, 0]
    assert_allclose(torch_stamped, stamped, atol=1e-6)
    back = transposed_convolve(cross_correlate(x, KERNEL), KERNEL)
    assert back.shape == x.shape
    assert not np.allclose(back / back.mean(), x / x.mean(), atol=0.1)


def test_tconv_one_to_nine():
    """Holds: 2x2 becomes 4x4, and one input reaches nine outputs."""
    x = np.array([[0, 1], [0, 0]])
    y = F.conv_transpose2d(one(x), torch.ones(1, 1, 3, 3))[0, 0]
    assert_array_equal(y, [[0, 1, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1], [0, 0, 0, 0]])
    assert_array_equal(transposed_convolve(x, np.ones((3, 3))), y)


def test_tconv_conv_matrix():
    """Holds: the 4x16 matrix of the notes."""
    assert_array_equal(
        conv_matrix(KERNEL, (4, 4)),
        [
            [1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0, 0, 0, 0, 0],
            [0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0, 0, 0, 0],
            [0, 0, 0, 0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1, 0],
            [0, 0, 0, 0, 0, 1, 4, 1, 0, 1, 4, 3, 0, 3, 3, 1],
        ],
    )


def test_tconv_122_148_126_134():
    """Holds: by the matrix, by the library and by PyTorch."""
    assert (conv_matrix(KERNEL, (4, 4)) @ IMAGE.ravel()).tolist() == [122, 148, 126, 134]
    assert cross_correlate(IMAGE, KERNEL).tolist() == [[122, 148], [126, 134]]
    assert F.conv2d(one(IMAGE), one(KERNEL))[0, 0].tolist() == [[122, 148], [126, 134]]


def test_tconv_transposed_product():
    """Holds: by the matrix, by the library and by PyTorch."""
    want = [[2, 9, 6, 1], [6, 29, 30, 7], [10, 29, 33, 13], [12, 24, 16, 4]]
    small = np.array([[2, 1], [4, 4]])
    assert (conv_matrix(KERNEL, (4, 4)).T @ small.ravel()).reshape(4, 4).tolist() == want
    assert transposed_convolve(small, KERNEL).tolist() == want
    assert F.conv_transpose2d(one(small), one(KERNEL))[0, 0].tolist() == want


def test_tconv_exact_opposite():
    """Imprecise: the shape comes back, the values do not; it is the gradient with respect to the input."""
    M, x = conv_matrix(KERNEL, (4, 4)), IMAGE.ravel()
    back = M.T @ (M @ x)
    assert back.shape == x.shape
    assert np.linalg.matrix_rank(M) == 4 < x.size
    cosine = back @ x / np.linalg.norm(back) / np.linalg.norm(x)
    assert cosine < 0.95, "not even a multiple of the image"
    image, kernel, gradient = (
        torch.randn(1, 1, 4, 4, requires_grad=True),
        torch.randn(1, 1, 3, 3),
        torch.randn(1, 1, 2, 2),
    )
    F.conv2d(image, kernel).backward(gradient)
    assert torch.allclose(image.grad, F.conv_transpose2d(gradient, kernel), atol=1e-5)


def test_tconv_same_weights_not_needed(rng):
    """Holds: any kernel in the transposed layout gives what PyTorch gives, nine links for each input."""
    kernel, x = rng.normal(size=(3, 3)), rng.normal(size=(2, 2))
    layout = conv_matrix(kernel, (4, 4)).T
    assert (layout != 0).sum(axis=0).tolist() == [9, 9, 9, 9]
    stamped = F.conv_transpose2d(torch.tensor(x)[None, None], torch.tensor(kernel)[None, None])[0, 0]
    assert_allclose((layout @ x.ravel()).reshape(4, 4), stamped)
    assert_allclose(transposed_convolve(x, kernel), stamped)


@pytest.mark.parametrize(
    ("stride", "padding", "dilation", "kernel", "output_padding"),
    [(1, 0, 1, 3, 0), (2, 1, 1, 4, 0), (2, 1, 1, 3, 1), (3, 2, 2, 3, 2), (2, 0, 1, 2, 0)],
)
def test_tconv_output_size(stride, padding, dilation, kernel, output_padding):
    """Holds; and input sizes that a convolution rounds to one are told apart by `output_padding`."""
    for size in (2, 4, 7):
        layer = nn.ConvTranspose2d(1, 1, kernel, stride, padding, output_padding, dilation=dilation)
        want = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1
        assert layer(torch.zeros(1, 1, size, size)).shape[-1] == want
        options = dict(stride=stride, padding=padding, dilation=dilation)
        assert transposed_output_size(size, kernel, output_padding=output_padding, **options) == want
        assert conv_output_size(want, kernel, **options) == size


def test_tconv_padding_meaning(rng):
    """Holds: the plain convolution over zeros put between and around, with the kernel turned, is the same."""
    x, kernel = rng.normal(size=(5, 5)), rng.normal(size=(3, 3))
    for stride in (1, 2):
        for p in (0, 1, 2):
            zeros_around = 1 * (3 - 1) - p
            plain = convolve(insert_zeros(x, stride), kernel, padding=zeros_around)
            transposed = F.conv_transpose2d(one(x), one(kernel), stride=stride, padding=p)[0, 0]
            assert_allclose(plain, transposed, atol=1e-5)


def test_tconv_groups():
    """Holds: two layers side by side; and with groups=in_channels each channel has its own filters."""
    x, w = torch.randn(1, 4, 5, 5), torch.randn(4, 3, 3, 3)
    halves = [F.conv_transpose2d(x[:, :2], w[:2]), F.conv_transpose2d(x[:, 2:], w[2:])]
    assert torch.allclose(F.conv_transpose2d(x, w, groups=2), torch.cat(halves, 1), atol=1e-5)
    own = torch.randn(4, 2, 3, 3)
    channels = [F.conv_transpose2d(x[:, c : c + 1], own[c : c + 1]) for c in range(4)]
    assert torch.allclose(F.conv_transpose2d(x, own, groups=4), torch.cat(channels, 1), atol=1e-5)
    assert nn.ConvTranspose2d(4, 8, 3, groups=4).weight.shape == (4, 2, 3, 3)


def test_tconv_tuple_order():
    """Holds: height first."""
    layer = nn.ConvTranspose2d(1, 1, (2, 4), stride=(2, 3))
    assert layer(torch.zeros(1, 1, 5, 5)).shape[-2:] == (10, 16)
    assert transposed_convolve(np.zeros((5, 5)), np.zeros((2, 4)), stride=(2, 3)).shape == (10, 16)


def test_tconv_output_padding_one_side(rng):
    """Holds: one more row below and one more column at the right, all else as before; it must be below the stride."""
    x, kernel = rng.normal(size=(4, 4)), rng.normal(size=(3, 3))
    for route in (transposed_convolve, lambda x, k, **o: F.conv_transpose2d(one(x), one(k), **o)[0, 0].numpy()):
        plain = route(x, kernel, stride=2, padding=1)
        longer = route(x, kernel, stride=2, padding=1, output_padding=1)
        assert (plain.shape, longer.shape) == ((7, 7), (8, 8))
        assert_allclose(longer[:-1, :-1], plain, atol=1e-6)
    with pytest.raises(RuntimeError, match="output padding must be smaller than either stride or dilation"):
        F.conv_transpose2d(one(x), one(kernel), stride=2, output_padding=2)


def test_tconv_init_bound():
    """Imprecise: the kernel area belongs into the denominator."""
    layer = nn.ConvTranspose2d(32, 16, 3)
    bound, printed = math.sqrt(1 / (16 * 9)), math.sqrt(1 / 16 * 9)
    assert layer.weight.shape == (32, 16, 3, 3)
    assert layer.bias.shape == (16,)
    assert 0.97 * bound < layer.weight.abs().max() <= bound
    assert layer.bias.abs().max() <= bound
    assert (round(bound, 3), printed) == (0.083, 0.75)
