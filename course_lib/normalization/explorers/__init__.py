"""The explorers of normalization: what moves in the notebook."""

from course_lib.normalization.explorers.covariate_shift import CovariateShift
from course_lib.normalization.explorers.local_response import LocalResponse
from course_lib.normalization.explorers.real_training import RealTraining
from course_lib.normalization.explorers.scale_shift import ScaleShift
from course_lib.normalization.explorers.small_batches import SmallBatches
from course_lib.normalization.explorers.which_share_a_mean import WhichShareAMean
