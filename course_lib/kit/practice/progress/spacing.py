"""When a claim comes back: the scheduler FSRS, counted in whole days and without its random part.

A right bet is rated Good, any other Again. Hard and Easy stay out: how a bet felt is not asked, and a right one may be
luck, for there are but three answers.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

LONGEST = 365  # days: what comes back later than that comes after the course
MOST_STABLE = 36_500.0  # days: no memory is stabler than this


class Memory(NamedTuple):
    """How well a claim is known, as FSRS reckons it."""

    stability: float  # days after which nine in ten such claims are still known
    difficulty: float  # 1 (easy) to 10
    last: date  # of the last bet that counted
    due: date


def after_bet(memory, right, day):
    """Return the `Memory` of a claim once a bet was placed on `day`; `memory` is None if none has counted before.

    >>> first = after_bet(None, True, date(2025, 3, 12))
    >>> first.due
    datetime.date(2025, 3, 14)
    >>> after_bet(first, False, first.due).due
    datetime.date(2025, 3, 15)
    """
    from fsrs import Card, Rating, State

    # A number of its own would cost a new Card a millisecond, and nobody asks for it.
    card = Card(card_id=0)
    if memory is not None:
        card = Card(
            card_id=0,
            state=State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_moment(memory.due),
            last_review=_moment(memory.last),
        )
    card, _ = _scheduler().review_card(card, Rating.Good if right else Rating.Again, _moment(day))
    return Memory(min(card.stability, MOST_STABLE), card.difficulty, day, card.due.date())


def due_day(betting):
    """Return the day on which a claim with these bets comes back, or None if it has waited since nobody knows when."""
    if betting.memory is not None:
        return betting.memory.due
    last = betting.bets[-1].day  # it was placed with the answer in view, or what FSRS knew was lost
    return None if last is None else last + timedelta(days=1)


@cache
def _scheduler():
    """FSRS without the steps of minutes: a notebook is not opened again after ten minutes."""
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False)


def _moment(day):
    return datetime.combine(day, time(), UTC)  # FSRS takes no other clock; midnight makes its days ours
