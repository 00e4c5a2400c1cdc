"""Laws that hold for every setting, tried on settings that nobody chose."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_lib.convolution import (
    conv_output_size,
    convolve,
    cross_correlate,
    input_sizes,
    kernel_span,
    same_padding,
    tap_counts,
    transposed_convolve,
    transposed_output_size,
    unused_inputs,
)

settings.register_profile(
    "course", derandomize=True, deadline=None, max_examples=150
)  # the same cases on every machine
settings.load_profile("course")

sizes = st.integers(1, 40)
kernels = st.integers(1, 7)
steps = st.fixed_dictionaries(
    {"stride": st.integers(1, 5), "padding": st.integers(0, 4), "dilation": st.integers(1, 4)},
)
seeds = st.integers(0, 10_000)


def fits(size, kernel, options):
    return kernel_span(kernel, dilation=options["dilation"]) <= size + 2 * options["padding"]


@given(sizes, kernels, steps)
def test_a_size_is_among_those_that_its_output_could_have_come_from(size, kernel, options):
    assume(fits(size, kernel, options))
    candidates = input_sizes(conv_output_size(size, kernel, **options), kernel, **options)
    assert size in candidates
    assert len(candidates) <= options["stride"]


@given(sizes, kernels, steps)
def test_a_transposed_convolution_leads_to_the_smallest_of_them(size, kernel, options):
    assume(fits(size, kernel, options))
    output = conv_output_size(size, kernel, **options)
    back = (output - 1) * options["stride"] - 2 * options["padding"] + kernel_span(kernel, dilation=options["dilation"])
    assume(back >= 1)  # else padding alone made this output
    assert transposed_output_size(output, kernel, **options) == back == min(input_sizes(output, kernel, **options))


@given(sizes, kernels, st.integers(1, 5), st.integers(1, 4))
def test_same_gives_a_size_that_depends_on_the_stride_alone(size, kernel, stride, dilation):
    before, after = same_padding(size, kernel, stride=stride, dilation=dilation)
    assert 0 <= after - before <= 1
    options = {"stride": stride, "padding": (before, after), "dilation": dilation}
    assert conv_output_size(size, kernel, **options) == -(-size // stride)


@given(sizes, kernels, steps)
def test_what_no_window_reads_changes_nothing(size, kernel, options):
    assume(fits(size, kernel, options))
    options = options | {"padding": (0, options["padding"]), "stride": (1, options["stride"])}
    options["dilation"] = (1, options["dilation"])
    row = np.arange(1, size + 1)[None]
    silent = row.copy()
    silent[0, unused_inputs(size, kernel, **{name: pair[1] for name, pair in options.items()})] = 0
    ones = np.ones((1, kernel), dtype=int)
    np.testing.assert_array_equal(cross_correlate(row, ones, **options), cross_correlate(silent, ones, **options))


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 4), st.integers(1, 4), steps, seeds)
def test_transposed_convolution_is_the_adjoint(height, width, high, wide, options, seed):
    assume(fits(height, high, options) and fits(width, wide, options))
    rng = np.random.default_rng(seed)
    kernel, x = rng.normal(size=(high, wide)), rng.normal(size=(height, width))
    forward = cross_correlate(x, kernel, **options)
    y = rng.normal(size=forward.shape)
    rest = tuple(
        size - ((count - 1) * options["stride"] - 2 * options["padding"] + kernel_span(k, dilation=options["dilation"]))
        for size, count, k in zip((height, width), forward.shape, (high, wide))
    )
    assume(all(extra < max(options["stride"], options["dilation"]) for extra in rest))
    backward = transposed_convolve(y, kernel, output_padding=rest, **options)
    np.testing.assert_allclose((forward * y).sum(), (x * backward).sum(), atol=1e-9)


@given(st.integers(1, 6), st.integers(1, 6), seeds)
def test_convolution_commutes_and_correlation_does_not_need_to(first, second, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(-9, 10, size=(first, first)), rng.integers(-9, 10, size=(second, second))
    one = convolve(np.pad(a, second - 1), b)  # all places where the two overlap
    other = convolve(np.pad(b, first - 1), a)
    np.testing.assert_array_equal(one, other)


@given(sizes, kernels, st.integers(1, 5), st.integers(1, 4))
def test_every_tap_of_every_stamp_is_counted_once(size, kernel, stride, dilation):
    assert tap_counts(size, kernel, stride=stride, dilation=dilation).sum() == size * kernel


@given(seeds, st.integers(-5, 5), st.integers(-5, 5))
def test_a_shift_before_or_after_is_the_same_where_the_picture_wraps_round(seed, down, right):
    rng = np.random.default_rng(seed)
    x, kernel = rng.normal(size=(9, 11)), rng.normal(size=(3, 3))

    def filtered(picture):
        return cross_correlate(np.pad(picture, 1, mode="wrap"), kernel)

    shifted = np.roll(x, (down, right), axis=(0, 1))
    np.testing.assert_allclose(filtered(shifted), np.roll(filtered(x), (down, right), axis=(0, 1)), atol=1e-12)
