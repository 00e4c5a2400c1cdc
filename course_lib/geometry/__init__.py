"""Geometry of pictures: points and lines, transformations and warping, and two cameras that see one scene.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.geometry.estimation import estimate, rectifying_homography, residuals
from course_lib.geometry.families import decompose
from course_lib.geometry.homogeneous import from_homogeneous, join, meet
from course_lib.geometry.interpolation import overshoot, resize
from course_lib.geometry.invariants import measure, preserved
from course_lib.geometry.transforms import (
    affine,
    apply,
    compose,
    invert,
    perspective,
    rotation,
    scaling,
    shear,
    similarity,
    translation,
)
from course_lib.geometry.undetermined import fitting
from course_lib.geometry.warping import forward_warp, inverse_warp

__all__ = [
    "affine",
    "apply",
    "compose",
    "decompose",
    "estimate",
    "fitting",
    "forward_warp",
    "from_homogeneous",
    "inverse_warp",
    "invert",
    "join",
    "measure",
    "meet",
    "overshoot",
    "perspective",
    "preserved",
    "rectifying_homography",
    "residuals",
    "resize",
    "rotation",
    "scaling",
    "shear",
    "similarity",
    "translation",
]
