"""Recurrent cells: every gate of RNN, LSTM and GRU, their parameters, and how far their gradients reach.

Handed on: what a notebook, explorer, exercise or another topic calls by name. Helpers are reached by their module.
"""

from course_lib.recurrent._arguments import KINDS
from course_lib.recurrent.cells import gru_step, lstm_step, lstm_update, sigmoid
from course_lib.recurrent.gradients import gradient_over_distance, memory_left
from course_lib.recurrent.parameters import recurrent_parameters
from course_lib.recurrent.sequences import random_cell, run_lstm

__all__ = [
    "KINDS",
    "gradient_over_distance",
    "gru_step",
    "lstm_step",
    "lstm_update",
    "memory_left",
    "random_cell",
    "recurrent_parameters",
    "run_lstm",
    "sigmoid",
]
