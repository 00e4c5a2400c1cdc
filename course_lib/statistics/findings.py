"""What a positive result is worth: base rates, predictive values, and the share of false findings."""

from typing import NamedTuple

import numpy as np

from course_lib.checks import check_integer
from course_lib.statistics._arguments import check_level, check_probability, check_single


class PredictiveValues(NamedTuple):
    positive: float  # P(ill | positive)
    negative: float  # P(well | negative)


class Counts(NamedTuple):
    ill_positive: int  # found
    ill_negative: int  # missed: Type II
    well_positive: int  # false alarm: Type I
    well_negative: int  # rightly let go


def false_findings(base_rate, *, alpha=0.05, power=0.8):
    """Return the share of the significant results that are false.

        >>> round(false_findings(0.1), 2), round(false_findings(0.5), 2)
        (0.36, 0.06)

    alpha is P(significant | no effect). This is P(no effect | significant), and it needs the base rate.

    Parameters
    ----------
    base_rate : float or array, in [0, 1]
        Share of the tested effects that are real.
    alpha : float or array, in (0, 1)
    power : float or array, in [0, 1]

    Returns
    -------
    float or array
        alpha(1 - r) / (alpha(1 - r) + power r). The names differ: false discovery rate, false positive risk.

    Raises
    ------
    ValueError
        If no result can be significant: all effects are real and the power is 0.

    Source: Ioannidis (2005), PLoS Medicine 2(8), e124, table 1, doi:10.1371/journal.pmed.0020124 (bias u = 0).
    """
    base_rate = check_probability("base_rate", base_rate)
    power = check_probability("power", power)
    false = check_level("alpha", alpha) * (1 - base_rate)
    significant = false + power * base_rate
    if np.any(significant == 0):
        raise ValueError("`power` must be above 0 where `base_rate` is 1, got 0: no result would ever be significant")
    return false / significant


def predictive_values(base_rate, *, sensitivity, specificity):
    """Return the chance to be ill after a positive test, and to be well after a negative one.

        >>> round(predictive_values(0.01, sensitivity=0.9, specificity=0.97).positive, 3)
        0.233

    Parameters
    ----------
    base_rate : float or array, in [0, 1]
        Share of the ill among those tested (prevalence).
    sensitivity, specificity : float or array, in [0, 1]
        P(positive | ill) and P(negative | well): 1 - beta and 1 - alpha, if the null is "not ill".

    Returns
    -------
    PredictiveValues

    Raises
    ------
    ValueError
        If no test can be positive, or none negative: then there is nobody to take a share of.
    """
    base_rate = check_probability("base_rate", base_rate)
    sensitivity = check_probability("sensitivity", sensitivity)
    specificity = check_probability("specificity", specificity)
    found, alarms = base_rate * sensitivity, (1 - base_rate) * (1 - specificity)
    missed, released = base_rate * (1 - sensitivity), (1 - base_rate) * specificity
    for result, total in (("positive", found + alarms), ("negative", missed + released)):
        if np.any(total == 0):
            raise ValueError(
                f"`base_rate` must let some test be {result}, got base_rate={base_rate} with "
                f"sensitivity={sensitivity} and specificity={specificity}"
            )
    return PredictiveValues(found / (found + alarms), released / (missed + released))


def natural_frequencies(people, base_rate, *, sensitivity, specificity):
    """Return how many of so many people are ill or well, positive or negative.

        >>> natural_frequencies(1000, 0.01, sensitivity=0.9, specificity=0.97)
        Counts(ill_positive=9, ill_negative=1, well_positive=30, well_negative=960)

    Expected counts, rounded so that they add up to `people`: first the ill, then the positive among them.

    Parameters
    ----------
    people : int
        At least 1.
    base_rate, sensitivity, specificity : float, in [0, 1]
        As in `predictive_values`.

    Source: Gigerenzer & Hoffrage (1995), Psychological Review 102(4), doi:10.1037/0033-295X.102.4.684.
    """
    people = check_integer("people", people, 1)
    base_rate = check_single("base_rate", check_probability("base_rate", base_rate))
    sensitivity = check_single("sensitivity", check_probability("sensitivity", sensitivity))
    specificity = check_single("specificity", check_probability("specificity", specificity))
    ill = _nearest(people * base_rate)
    found = _nearest(ill * sensitivity)
    released = _nearest((people - ill) * specificity)
    return Counts(found, ill - found, people - ill - released, released)


def _nearest(number):
    # Halves go up, as everybody learnt; round() would send 0.5 to 0 and 1.5 to 2. The 1e-9 is for 0.285 * 100.
    return int(np.floor(number + 0.5 + 1e-9))
