"""The explorers of normalization: what moves in the notebook."""

from course_lib.normalization.explorers.covariate_shift import CovariateShift as CovariateShift
from course_lib.normalization.explorers.real_training import RealTraining as RealTraining
