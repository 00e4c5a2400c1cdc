"""The explorers of recurrent networks: what moves in the notebook of gates."""

from course_lib.recurrent.explorers.conveyor import Conveyor as Conveyor
from course_lib.recurrent.explorers.gradient_distance import GradientDistance as GradientDistance
from course_lib.recurrent.explorers.one_step import OneStep as OneStep
from course_lib.recurrent.explorers.parameter_count import ParameterCount as ParameterCount
from course_lib.recurrent.explorers.text_gap import TextGap as TextGap
from course_lib.recurrent.explorers.who_remembers import WhoRemembers as WhoRemembers
