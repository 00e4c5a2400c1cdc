"""Exercises of `12_fourier`."""

import numpy as np

from course_lib.fourier import dft, grating, spectral_peaks
from course_lib.fourier.arrows import coefficient
from course_lib.fourier.convolving import fft_convolve
from course_lib.fourier.cost import crossing, fft_multiplications, separable_multiplications
from course_lib.fourier.masks import lowpass
from course_lib.kit.practice.exercises import Exercise, Mistake

NOTEBOOK = "12_fourier"
_RNG = np.random.default_rng(12)


# ---- recall: where are the dots?


def _dots_of_stripes():
    upright, level = grating((64, 64), 1 / 4, 0), grating((64, 64), 0, 1 / 16)
    return (
        spectral_peaks(upright)[-1],
        spectral_peaks(level)[-1],
        len(spectral_peaks(upright + level)),
        spectral_peaks(upright * level)[-1],
    )


DOTS = Exercise(
    name="dots-of-stripes",
    title="Where are the dots?",
    prompt=(
        "A picture of 64x64 pixels. Say where the dots of its spectrum lie, as (across, down) in cycles per picture "
        "from the centre, down positive. No computer needed.\n\n"
        "1. Upright sine stripes, a crest every 4 pixels: the dot on the right.\n\n"
        "2. Level sine stripes, a crest every 16 pixels: the dot below the centre.\n\n"
        "3. Both added: how many dots are there?\n\n"
        "4. Both multiplied, pixel by pixel: the dot at the lower right."
    ),
    starter="answer = (..., ..., ..., ...)",
    reference=_dots_of_stripes(),
    cases=None,
    mistakes=[
        Mistake(
            "Upright stripes change from left to right, so their frequency is one across.",
            ((0, 16), (4, 0), 4, (4, 16)),
        ),
        Mistake("You gave pixels from crest to crest. How many crests fit into 64 pixels?",
                ((4, 0), (0, 16), 4, (4, 16))),
        Mistake("Cycles per picture are asked, not cycles per pixel.", ((0.25, 0), (0, 0.0625), 4, (0.25, 0.0625))),
        Mistake("Each dot has a twin on the other side of the centre. Count both.", ((16, 0), (0, 4), 2, (16, 4))),
        Mistake("The mean of a sine is 0: there is no dot in the centre.", ((16, 0), (0, 4), 5, (16, 4))),
        Mistake(
            "A product is no sum. cos a · cos b is half of cos(a + b) plus half of cos(a − b).",
            ((16, 0), (0, 4), 4, (16, 0)),
        ),
    ],
    hints=(
        "Which way must you walk to see the stripes change? How many crests do you meet on 64 pixels?",
        "Of the eight numbers two are 16, three are 4, two are 0; the count is 4 as well.",
    ),
    explanation="64/4 = 16 across, 64/16 = 4 down. The product has the sums and differences: (±16, ±4).",
)  # fmt: skip


# ---- implement: one wave out of the spectrum


def wave(values, m):
    arrow = np.fft.fft(values)[m]
    return 2 * abs(arrow) / len(values), np.degrees(np.angle(arrow))


def _arrow(values, m):
    return np.fft.fft(values)[m] * 2 / len(values)


def _samples(n, m, amplitude, phase, noise=0.0):
    return amplitude * np.cos(2 * np.pi * m * np.arange(n) / n + np.radians(phase)) + noise * _RNG.normal(size=n)


WAVE = Exercise(
    name="read-the-arrow",
    title="How strong, and where?",
    prompt=(
        "Write `wave(values, m)`: the amplitude and the phase in degrees of the wave that fits m times into the real "
        "samples `values`, (amplitude, phase). The wave at sample j of n is\n\n"
        "    amplitude * cos(2 * pi * m * j / n + phase)\n\n"
        "with 0 < m < n/2. Take `np.fft.fft(values)[m]`. Real samples have a second arrow for the same wave at n − m."
    ),
    starter="def wave(values, m): ...",
    reference=lambda values, m: tuple(coefficient(values, m)[2:]),
    solution=wave,
    cases=[
        (_samples(8, 1, 3.0, 60), 1),
        (_samples(12, 3, 0.5, -150), 3),
        (_samples(15, 4, 2.0, 130, noise=0.3), 4),
        (np.array([1.0, 3.0, 2.0, 0.0]), 1),
        (1000 + _samples(9, 2, 1.0, -45), 2),
    ],
    mistakes=[
        Mistake(
            "Neither part alone is amplitude or phase. Think of an arrow: how long is it, and where does it point?",
            lambda values, m: (_arrow(values, m).real, _arrow(values, m).imag),
        ),
        Mistake(
            "imag/real is the same for z and for −z. `np.angle` and `np.arctan2` see both signs.",
            lambda values, m: (abs(z := _arrow(values, m)), np.degrees(np.arctan(z.imag / z.real))),
        ),
        Mistake(
            "Half of the wave is in the arrow at n − m. One arrow is half the amplitude.",
            lambda values, m: (abs(z := _arrow(values, m)) / 2, np.degrees(np.angle(z))),
        ),
        Mistake(
            "The arrow is a sum over all n samples. How much of it does one sample bring?",
            lambda values, m: (abs(z := np.fft.fft(values)[m]), np.degrees(np.angle(z))),
        ),
        Mistake(
            "The phase is asked in degrees.", lambda values, m: (abs(z := _arrow(values, m)), np.angle(z))
        ),
        Mistake(
            "That is the phase of the twin at n − m. The wave as it is written above has the sign of the arrow at m.",
            lambda values, m: (abs(z := _arrow(values, m)), -np.degrees(np.angle(z))),
        ),
        Mistake(
            "That is the phase of a sine. The wave above is a cosine, which is 90 degrees ahead.",
            lambda values, m: (abs(z := _arrow(values, m)), np.degrees(np.angle(1j * z))),
        ),
    ],
    hints=(
        "`abs(z)` is the length of a complex number, `np.angle(z)` its angle. Then think of n, and of the twin.",
        "For 1, 3, 2, 0 and m = 1 the arrow is −1 − 3i: the amplitude is 1.58 and the phase −108 degrees.",
    ),
    explanation="An arrow is the sum of n samples, and shares the wave with its twin: 2|F|/n is the amplitude.",
)  # fmt: skip


# ---- implement: the transform in three lines


def transform(x):
    n = len(x)
    j = np.arange(n)
    return np.exp(-2j * np.pi * np.outer(j, j) / n) @ x


def _transform(*, turn=-2j * np.pi, first=0, scale=lambda n: 1, over=0):
    def function(x):
        m, j = np.arange(len(x)), np.arange(len(x)) + first
        return np.exp(turn * np.outer(m, j) / (len(x) + over)) @ x * scale(len(x))

    return function


DFT = Exercise(
    name="transform-in-three-lines",
    title="The Fourier transform in three lines",
    prompt=(
        "Write `transform(x)`: the discrete Fourier transform of n samples, without `np.fft`. Entry m is the sum over "
        "j = 0 ... n − 1 of\n\n"
        "    x[j] * exp(-2 * pi * i * m * j / n)\n\n"
        "with no factor in front, as in NumPy and PyTorch. `1j` is i; `np.outer(a, b)` holds all products."
    ),
    starter="def transform(x): ...",
    reference=dft,
    solution=transform,
    cases=[
        (np.array([1.0, 3.0, 2.0, 0.0]),),
        (_RNG.normal(size=7),),
        (np.array([5.0]),),
        (_RNG.normal(size=6) + 1j * _RNG.normal(size=6),),
    ],
    mistakes=[
        Mistake("The arrow turns the other way: the exponent has a minus.", _transform(turn=2j * np.pi)),
        Mistake("A whole turn is 2 pi.", _transform(turn=-1j * np.pi)),
        Mistake("Python counts from 0, and so does j: the first sample is not turned.", _transform(first=1)),
        Mistake("NumPy divides by n on the way back, not here.", _transform(scale=lambda n: 1 / n)),
        Mistake('Divided by √n it is the "ortho" scaling. The default has no factor.',
                _transform(scale=lambda n: n**-0.5)),
        Mistake("The last wave fits n − 1 times into n samples: divide by n.", _transform(over=1)),
        Mistake("Cosines alone lose half: keep the complex numbers.", lambda x: transform(x).real),
    ],
    hints=(
        "A matrix with a row for each m and a column for each j. Then one matrix product.",
        "For 1, 3, 2, 0 it is 6, −1 − 3i, 0, −1 + 3i.",
    ),
    explanation="n² products. The FFT gives the same numbers, because the matrix repeats itself in halves.",
)  # fmt: skip


# ---- implement: a mask


def gain(f, cutoff):
    return 0.5 ** ((f / cutoff) ** 2)


GAIN = Exercise(
    name="gaussian-gain",
    title="A soft mask",
    prompt=(
        "Write `gain(f, cutoff)`: how much of the frequencies in the array `f` a Gaussian low-pass lets through. It is "
        "1 at frequency 0 and 1/2 at the cut-off, and it is a Gaussian: exp(−a·f²) with a suitable a."
    ),
    starter="def gain(f, cutoff): ...",
    reference=lambda f, cutoff: lowpass(f, cutoff, "Gaussian"),
    solution=gain,
    cases=[
        (np.array([0.0, 0.1, 0.2, 0.5]), 0.1),
        (np.array([-0.4, -0.1, 0.05, 0.3]), 0.25),
        (np.array([[0.01, 0.02], [0.0, 0.5]]), 0.02),
    ],
    mistakes=[
        Mistake("exp(−1) is 0.37. What must stand in the exponent at the cut-off to make 1/2?",
                lambda f, cutoff: np.exp(-((f / cutoff) ** 2))),
        Mistake("There the cut-off is the standard deviation, and the gain at it is 0.61.",
                lambda f, cutoff: np.exp(-0.5 * (f / cutoff) ** 2)),
        Mistake("That is 0.71 at the cut-off: half of the energy, not half of the wave.",
                lambda f, cutoff: 0.5 ** (0.5 * (f / cutoff) ** 2)),
        Mistake("1/2 at the cut-off is right, but a Gaussian has the square of f.",
                lambda f, cutoff: 0.5 ** (np.abs(f) / cutoff)),
        Mistake("1/2 at the cut-off is right, but that is a Butterworth mask. A Gaussian falls much faster far out.",
                lambda f, cutoff: 1 / (1 + (f / cutoff) ** 2)),
        Mistake("That mask is ideal: all or nothing, and it rings.",
                lambda f, cutoff: (np.abs(f) <= cutoff).astype(float)),
        Mistake("That is the high-pass, what the low-pass leaves over.", lambda f, cutoff: 1 - gain(f, cutoff)),
    ],
    hints=(
        "Put f = cutoff into exp(−a·f²) = 1/2. Or begin from 1/2 to the power of something that is 1 there.",
        "With cut-off 0.1: 1/2 at 0.1, 1/16 at 0.2, 1/512 at 0.3.",
    ),
    explanation="a = ln 2 / cutoff². At twice the cut-off it is (1/2)⁴, and nowhere is it 0.",
)  # fmt: skip


# ---- implement: convolution through the spectrum


def convolve(x, k):
    n = len(x) + len(k) - 1
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(k, n), n)


def _by_product(x, k, n):
    return np.fft.ifft(np.fft.fft(x, n) * np.fft.fft(k, n)).real


def _correlation(x, k):
    return np.convolve(x, k[::-1])


CONVOLVE = Exercise(
    name="convolve-by-product",
    title="Convolution as a product",
    prompt=(
        "Write `convolve(x, k)`: the same as `np.convolve(x, k)`, all len(x) + len(k) − 1 numbers, by transforming, "
        "multiplying and transforming back. `np.fft.fft(x, n)` appends zeros up to n numbers. The result is real."
    ),
    starter="def convolve(x, k): ...",
    reference=lambda x, k: fft_convolve(x, k, "zero"),
    solution=convolve,
    cases=[
        (np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.0, 1.0])),
        (_RNG.normal(size=8), _RNG.normal(size=4)),
        (_RNG.normal(size=3), _RNG.normal(size=7)),
        (np.array([2.0]), np.array([3.0, -1.0])),
    ],
    mistakes=[
        Mistake(
            "The tail was added to the beginning: there is no room for it. Append zeros first.",
            lambda x, k: _by_product(x, k, max(len(x), len(k))),
        ),
        Mistake("The numbers are right, but the tail was cut off.", lambda x, k: np.convolve(x, k)[: len(x)]),
        Mistake(
            "len(x) + len(k) is one too many. The last number of k lands len(k) − 1 places further.",
            lambda x, k: _by_product(x, k, len(x) + len(k)),
        ),
        Mistake(
            "`np.fft.irfft` must be told how long the result is: without that it takes the next even number below.",
            lambda x, k: np.fft.irfft(np.fft.rfft(x, n := len(x) + len(k) - 1) * np.fft.rfft(k, n)),
        ),
        Mistake("That is correlation: the kernel was turned round.", _correlation),
        Mistake(
            "Multiply the spectra, not the signals.",
            lambda x, k: np.pad(x, (0, len(k) - 1)) * np.pad(k, (0, len(x) - 1)),
        ),
        Mistake(
            "The sum of two transforms belongs to the sum of the signals. A convolution is their product.",
            lambda x, k: np.pad(x, (0, len(k) - 1)) + np.pad(k, (0, len(x) - 1)),
        ),
    ],
    hints=(
        "How many places does the result need? Give both transforms that many.",
        "1, 2, 3, 4 and 1, 1, 1 make 1, 3, 6, 9, 7, 4. In four places they would make 8, 7, 6, 9.",
    ),
    explanation="The product of two spectra is a convolution around a circle. With room for the tail nothing meets.",
)


# ---- investigate: what is it worth?


def _separable_crossing(n):
    return next(k for k in range(1, n, 2) if fft_multiplications(n, k) < separable_multiplications(n, k))


PRICE = Exercise(
    name="when-is-it-worth-it",
    title="From which kernel on?",
    prompt=(
        "Count multiplications with `cost.direct_multiplications(n, k)`, `cost.separable_multiplications(n, k)` and "
        "`cost.fft_multiplications(n, k)`, for n x n pixels and k x k numbers. Guess first, then find the smallest odd "
        "k for which the spectrum takes fewer than\n\n"
        "1. the direct way, n = 64\n\n2. the direct way, n = 4096\n\n"
        "3. two passes, n = 4096, where the kernel is a column times a row"
    ),
    starter="answer = (..., ..., ...)",
    reference=(crossing(64), crossing(4096), _separable_crossing(4096)),
    cases=None,
    mistakes=[
        Mistake("A kernel grows with k², an FFT with the logarithm of n: the larger image needs the larger kernel.",
                (9, 7, 75)),
        Mistake("At 5x5 and 7x7 the direct way still takes fewer. Look for the first k at which it does not.",
                (5, 7, 73)),
        Mistake("In two passes each pixel costs 2k, not k². So the third is far from the second.", (7, 9, 9)),
        Mistake("In two passes each pixel costs 2k, once across and once down, not k.", (7, 9, 151)),
        Mistake("3x3 is cheaper directly on every image.", (3, 3, 3)),
        Mistake("n is one side of the picture: 64 pixels would be a line.", (5, 7, 43)),
    ],
    hints=(
        "Per pixel: k² directly, 2k in two passes, and about 6·log2(n) + 2 through the spectrum, whatever k is.",
        "The first two are below 10 and next to each other, the third is between 70 and 80.",
    ),
    explanation="4096 times as many pixels, and the crossing moves from 7 to 9. The kernel decides, not the image.",
)  # fmt: skip


EXERCISES = [DOTS, WAVE, DFT, GAIN, CONVOLVE, PRICE]
