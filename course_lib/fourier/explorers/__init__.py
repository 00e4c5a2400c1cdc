"""The explorers of signals: what moves in 12_fourier and in 13_sampling_and_compression."""

from course_lib.fourier.explorers.arrow import OneArrow as OneArrow
from course_lib.fourier.explorers.basis import BlockBasis as BlockBasis
from course_lib.fourier.explorers.blur import BoxOrBell as BoxOrBell
from course_lib.fourier.explorers.codec import ThrowAway as ThrowAway
from course_lib.fourier.explorers.corners import CornersFromSines as CornersFromSines
from course_lib.fourier.explorers.edge import EdgeAndBorder as EdgeAndBorder
from course_lib.fourier.explorers.filters import FilterPhoto as FilterPhoto
from course_lib.fourier.explorers.hybrid import HybridPicture as HybridPicture
from course_lib.fourier.explorers.keep import KeepLargest as KeepLargest
from course_lib.fourier.explorers.plane import OnePoint as OnePoint
from course_lib.fourier.explorers.price import PriceOfConvolution as PriceOfConvolution
from course_lib.fourier.explorers.sampling import TooFewSamples as TooFewSamples
from course_lib.fourier.explorers.shift import ShiftPhoto as ShiftPhoto
from course_lib.fourier.explorers.smaller import SmallerPicture as SmallerPicture
from course_lib.fourier.explorers.swap import PhaseAndMagnitude as PhaseAndMagnitude
from course_lib.fourier.explorers.two_ways import TwoWays as TwoWays
from course_lib.fourier.explorers.wheel import WagonWheel as WagonWheel
