"""Normalization: which numbers share a mean and a variance, what is remembered, and what came before it."""

from course_lib.normalization.local_response import local_response_norm as local_response_norm
from course_lib.normalization.local_response import local_response_norm_within as local_response_norm_within
from course_lib.normalization.local_response import response_window as response_window
from course_lib.normalization.noise import expected_noise as expected_noise
from course_lib.normalization.noise import statistic_noise as statistic_noise
from course_lib.normalization.normalize import KINDS as KINDS
from course_lib.normalization.normalize import batch_norm as batch_norm
from course_lib.normalization.normalize import count_statistics as count_statistics
from course_lib.normalization.normalize import group_norm as group_norm
from course_lib.normalization.normalize import identity_scale_shift as identity_scale_shift
from course_lib.normalization.normalize import instance_norm as instance_norm
from course_lib.normalization.normalize import layer_norm as layer_norm
from course_lib.normalization.normalize import moments as moments
from course_lib.normalization.normalize import normalize as normalize
from course_lib.normalization.normalize import shared_with as shared_with
from course_lib.normalization.running import RunningStatistics as RunningStatistics
from course_lib.normalization.running import batch_norm_inference as batch_norm_inference
from course_lib.normalization.running import start_statistics as start_statistics
from course_lib.normalization.running import update_statistics as update_statistics
from course_lib.normalization.weights import mean_only_batch_norm as mean_only_batch_norm
from course_lib.normalization.weights import weight_norm as weight_norm
