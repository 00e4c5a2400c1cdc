"""The explorers of signals: what moves in 12_fourier."""

from course_lib.fourier.explorers.corners import CornersFromSines as CornersFromSines
from course_lib.fourier.explorers.filters import FilterPhoto as FilterPhoto
from course_lib.fourier.explorers.plane import OnePoint as OnePoint
from course_lib.fourier.explorers.swap import PhaseAndMagnitude as PhaseAndMagnitude
