"""The explorers of the measures of a classifier: what moves in the notebook."""

from course_lib.metrics.explorers.areas import AveragePrecision
from course_lib.metrics.explorers.move_the_threshold import MoveTheThreshold
from course_lib.metrics.explorers.real_scores import RealScores
