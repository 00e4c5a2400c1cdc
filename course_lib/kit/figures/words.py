"""Numbers as a reader expects them: a true minus sign, a percent sign with its space, no more digits than help."""

import numpy as np


def format_number(value):
    """Return a short text of a number: whole numbers plain, others with three significant digits.

    >>> [format_number(v) for v in (3, -2.0, 0.33333, float("nan"))]
    ['3', '-2', '0.333', '']
    """
    if not np.isfinite(value):
        return ""
    return f"{value:.0f}" if value == round(value) else f"{value:.3g}"


def signed_text(value, digits=2, *, plus=False):
    """Return a number with so many decimals, a true minus sign, and no minus before a zero.

    >>> signed_text(-1.5), signed_text(-0.001), signed_text(0.5, 1, plus=True)
    ('−1.50', '0.00', '+0.5')
    """
    return f"{round(float(value), digits) + 0.0:{'+' if plus else ''}.{digits}f}".replace("-", "−")


def percent(share, digits=1):
    """Return a share as a percentage, with a space before the sign and no zeros that say nothing.

    >>> percent(0.8013), percent(0.5), percent(0.999, 0), percent(0.00123, 2)
    ('80.1 %', '50 %', '100 %', '0.12 %')
    """
    text = signed_text(100 * share, digits)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def counted(number, thing, things=""):
    """Return a count with its noun: one thing, several things.

    >>> counted(1, "path"), counted(3, "path"), counted(2, "person", "people")
    ('1 path', '3 paths', '2 people')
    """
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def shape_text(array):
    """Return the shape of an array in words.

    >>> shape_text(np.ones((3, 5)))
    '3×5'
    """
    return "×".join(map(str, np.shape(array)))


def byte_image(values):
    """Return grey levels or colors in [0, 1] as uint8; what lies outside is cut.

    >>> byte_image([[-0.5, 0.5, 2.0]]).tolist()
    [[0, 128, 255]]
    """
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
