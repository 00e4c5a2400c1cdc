"""The explorers of statistics: what moves in `80_hypothesis_testing`."""

from course_lib.statistics.explorers.how_many import HowMany as HowMany
from course_lib.statistics.explorers.peeking import Peeking as Peeking
from course_lib.statistics.explorers.positive_test import PositiveTest as PositiveTest
from course_lib.statistics.explorers.thousand_studies import ThousandStudies as ThousandStudies
from course_lib.statistics.explorers.two_curves import TwoCurves as TwoCurves
