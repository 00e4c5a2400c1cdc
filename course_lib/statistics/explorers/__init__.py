"""The explorers of statistics: what moves in `80_hypothesis_testing`."""

from course_lib.statistics.explorers.how_many import HowMany
from course_lib.statistics.explorers.peeking import Peeking
from course_lib.statistics.explorers.positive_test import PositiveTest
from course_lib.statistics.explorers.thousand_studies import ThousandStudies
from course_lib.statistics.explorers.two_curves import TwoCurves
