"""The explorers of recurrent networks: what moves in the notebook of gates."""

from course_lib.recurrent.explorers.conveyor import Conveyor
from course_lib.recurrent.explorers.gradient_distance import GradientDistance
from course_lib.recurrent.explorers.one_step import OneStep
from course_lib.recurrent.explorers.parameter_count import ParameterCount
from course_lib.recurrent.explorers.text_gap import TextGap
from course_lib.recurrent.explorers.who_remembers import WhoRemembers
