"""Today, and a day in words. Everything that asks for the date asks here, so that a test can set it."""

from datetime import date

# Not strftime("%B"), which speaks the language of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def today():
    """Return today's `date` where the learner is."""
    return date.today()


def spoken(day, now=None):
    """Return a `date` in words, with its year unless that is the year of `now` (today when not given).

    >>> spoken(date(2025, 3, 12), now=date(2025, 6, 1))
    '12 March'
    >>> spoken(date(2025, 3, 12), now=date(2026, 6, 1))
    '12 March 2025'
    """
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == (now or today()).year else f"{words} {day.year}"
