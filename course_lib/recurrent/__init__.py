"""Recurrent cells: every gate of RNN, LSTM and GRU, their parameters, and how far their gradients reach."""

from course_lib.recurrent._arguments import KINDS as KINDS
from course_lib.recurrent.cells import GRUStep as GRUStep
from course_lib.recurrent.cells import LSTMStep as LSTMStep
from course_lib.recurrent.cells import RNNStep as RNNStep
from course_lib.recurrent.cells import gru_step as gru_step
from course_lib.recurrent.cells import lstm_step as lstm_step
from course_lib.recurrent.cells import lstm_update as lstm_update
from course_lib.recurrent.cells import rnn_step as rnn_step
from course_lib.recurrent.cells import sigmoid as sigmoid
from course_lib.recurrent.gradients import GradientNorms as GradientNorms
from course_lib.recurrent.gradients import gradient_over_distance as gradient_over_distance
from course_lib.recurrent.gradients import gru_jacobian as gru_jacobian
from course_lib.recurrent.gradients import lstm_jacobian as lstm_jacobian
from course_lib.recurrent.gradients import memory_left as memory_left
from course_lib.recurrent.gradients import rnn_jacobian as rnn_jacobian
from course_lib.recurrent.parameters import ParameterCount as ParameterCount
from course_lib.recurrent.parameters import recurrent_parameters as recurrent_parameters
from course_lib.recurrent.sequences import Weights as Weights
from course_lib.recurrent.sequences import random_cell as random_cell
from course_lib.recurrent.sequences import run_gru as run_gru
from course_lib.recurrent.sequences import run_lstm as run_lstm
from course_lib.recurrent.sequences import run_rnn as run_rnn
