"""The explorers of geometry: what moves in 15_image_warping and 16_epipolar_geometry."""

from course_lib.geometry.explorers.depth import DepthFromTwo
from course_lib.geometry.explorers.ladder import TransformationLadder
from course_lib.geometry.explorers.noise import NoiseAndNormalisation
from course_lib.geometry.explorers.outliers import OutliersAndRansac
from course_lib.geometry.explorers.pixels import WhichPixelValue
from course_lib.geometry.explorers.points import HowManyPoints
from course_lib.geometry.explorers.rank_two import RankTwo
from course_lib.geometry.explorers.shears import ThreeShears
from course_lib.geometry.explorers.slanted import PointAndLine
from course_lib.geometry.explorers.two_cameras import TwoCameras
from course_lib.geometry.explorers.upright import HomographyByHand
