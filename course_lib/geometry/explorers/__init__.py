"""The explorers of geometry: what moves in 15_image_warping and 16_epipolar_geometry."""

from course_lib.geometry.explorers.depth import DepthFromTwo as DepthFromTwo
from course_lib.geometry.explorers.ladder import TransformationLadder as TransformationLadder
from course_lib.geometry.explorers.noise import NoiseAndNormalisation as NoiseAndNormalisation
from course_lib.geometry.explorers.outliers import OutliersAndRansac as OutliersAndRansac
from course_lib.geometry.explorers.pixels import WhichPixelValue as WhichPixelValue
from course_lib.geometry.explorers.points import HowManyPoints as HowManyPoints
from course_lib.geometry.explorers.rank_two import RankTwo as RankTwo
from course_lib.geometry.explorers.shears import ThreeShears as ThreeShears
from course_lib.geometry.explorers.slanted import PointAndLine as PointAndLine
from course_lib.geometry.explorers.two_cameras import TwoCameras as TwoCameras
from course_lib.geometry.explorers.upright import HomographyByHand as HomographyByHand
