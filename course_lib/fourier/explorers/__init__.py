"""The explorers of signals: what moves in 12_fourier and in 13_sampling_and_compression."""

from course_lib.fourier.explorers.arrow import OneArrow
from course_lib.fourier.explorers.basis import BlockBasis
from course_lib.fourier.explorers.blur import BoxOrBell
from course_lib.fourier.explorers.codec import ThrowAway
from course_lib.fourier.explorers.corners import CornersFromSines
from course_lib.fourier.explorers.edge import EdgeAndBorder
from course_lib.fourier.explorers.filters import FilterPhoto
from course_lib.fourier.explorers.hybrid import HybridPicture
from course_lib.fourier.explorers.keep import KeepLargest
from course_lib.fourier.explorers.plane import OnePoint
from course_lib.fourier.explorers.price import PriceOfConvolution
from course_lib.fourier.explorers.sampling import TooFewSamples
from course_lib.fourier.explorers.shift import ShiftPhoto
from course_lib.fourier.explorers.smaller import SmallerPicture
from course_lib.fourier.explorers.swap import PhaseAndMagnitude
from course_lib.fourier.explorers.two_ways import TwoWays
from course_lib.fourier.explorers.wheel import WagonWheel
