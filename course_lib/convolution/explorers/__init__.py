"""The explorers of convolution: what moves in the notebooks of part 2."""

from course_lib.convolution.explorers.checkerboard import Checkerboard
from course_lib.convolution.explorers.feature_maps import FeatureMaps
from course_lib.convolution.explorers.lost_where import WhereIsLost
from course_lib.convolution.explorers.no_inverse import NoInverse
from course_lib.convolution.explorers.padding_rules import SamePadding
from course_lib.convolution.explorers.photo import PhotoFilter
from course_lib.convolution.explorers.shift_or_rotate import ShiftOrRotate
from course_lib.convolution.explorers.sizes import OutputSize
from course_lib.convolution.explorers.sliding_window import SlidingWindow
from course_lib.convolution.explorers.transposed_matrix import ConvolutionMatrix
from course_lib.convolution.explorers.transposed_sizes import TransposedSizes
from course_lib.convolution.explorers.transposed_stamps import Stamping
from course_lib.convolution.explorers.upsampling import Upsampling
from course_lib.convolution.explorers.volumes import Volumes
from course_lib.convolution.explorers.weight_histogram import initial_weights
