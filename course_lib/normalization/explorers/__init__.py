"""The explorers of normalization: what moves in the notebook."""

from course_lib.normalization.explorers.covariate_shift import CovariateShift as CovariateShift
from course_lib.normalization.explorers.local_response import LocalResponse as LocalResponse
from course_lib.normalization.explorers.real_training import RealTraining as RealTraining
from course_lib.normalization.explorers.scale_shift import ScaleShift as ScaleShift
from course_lib.normalization.explorers.small_batches import SmallBatches as SmallBatches
from course_lib.normalization.explorers.which_share_a_mean import WhichShareAMean as WhichShareAMean
