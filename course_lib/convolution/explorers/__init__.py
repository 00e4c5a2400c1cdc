"""The explorers of convolution: what moves in the notebooks of part 2."""

from course_lib.convolution.explorers.checkerboard import Checkerboard as Checkerboard
from course_lib.convolution.explorers.feature_maps import FeatureMaps as FeatureMaps
from course_lib.convolution.explorers.lost_where import WhereIsLost as WhereIsLost
from course_lib.convolution.explorers.no_inverse import NoInverse as NoInverse
from course_lib.convolution.explorers.padding_rules import SamePadding as SamePadding
from course_lib.convolution.explorers.photo import PhotoFilter as PhotoFilter
from course_lib.convolution.explorers.shift_or_rotate import ShiftOrRotate as ShiftOrRotate
from course_lib.convolution.explorers.sizes import OutputSize as OutputSize
from course_lib.convolution.explorers.sliding_window import SlidingWindow as SlidingWindow
from course_lib.convolution.explorers.transposed_matrix import ConvolutionMatrix as ConvolutionMatrix
from course_lib.convolution.explorers.transposed_sizes import TransposedSizes as TransposedSizes
from course_lib.convolution.explorers.transposed_stamps import Stamping as Stamping
from course_lib.convolution.explorers.upsampling import Upsampling as Upsampling
from course_lib.convolution.explorers.volumes import Volumes as Volumes
from course_lib.convolution.explorers.weight_histogram import initial_weights as initial_weights
