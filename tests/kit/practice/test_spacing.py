"""FSRS as the course uses it: whole days, two ratings, no chance."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from course_lib.kit.practice.progress.days import spoken
from course_lib.kit.practice.progress.layout import Bet, Betting
from course_lib.kit.practice.progress.spacing import LONGEST, MOST_STABLE, Memory, after_bet, due_day

TODAY = date(2025, 3, 12)


def intervals(*rights):
    """Return the days from each bet to when the claim is due, for bets placed on the day when they are due."""
    memory, day, found = None, TODAY, []
    for right in rights:
        memory = after_bet(memory, right, day)
        assert memory.last == day
        found.append((memory.due - day).days)
        day = memory.due
    return found


def test_intervals_grow_with_right_answers_up_to_a_year():
    found = intervals(*[True] * 8)
    assert found == [2, 11, 46, 163, 365, 365, 365, 365]  # by fsrs 6.3 with its own parameters
    assert max(found) == LONGEST


def test_a_wrong_bet_brings_the_claim_back_soon_and_growing_begins_anew():
    found = intervals(True, True, True, False, True, True)
    assert found[3] < found[2] / 10
    assert found[2] > found[5] > found[4] > found[3], "what was forgotten once takes longer"


def test_who_is_always_wrong_is_asked_each_day():
    assert intervals(*[False] * 5) == [1] * 5


def test_a_first_bet_that_was_wrong_comes_back_before_one_that_was_right():
    assert intervals(False) < intervals(True)


def test_a_late_right_bet_counts_for_more_than_one_in_time():
    first = after_bet(None, True, TODAY)
    late = after_bet(first, True, first.due + timedelta(days=30))
    assert late.stability > after_bet(first, True, first.due).stability


@pytest.mark.parametrize("right", [True, False])
def test_the_same_bets_give_the_same_days(right):
    """FSRS may add chance to its intervals; here it does not."""
    known = Memory(100.0, 5.0, TODAY, TODAY + timedelta(days=100))
    assert len({after_bet(known, right, known.due) for _ in range(20)}) == 1


@pytest.mark.parametrize("stability", [1e-9, 0.2, MOST_STABLE])
@pytest.mark.parametrize("difficulty", [1, 10])
@pytest.mark.parametrize("days_later", [-400, 0, 1, 40_000])
@pytest.mark.parametrize("right", [True, False])
def test_whatever_the_file_may_hold_there_is_a_next_day(stability, difficulty, days_later, right):
    """Also for a clock that was set back, and after a hundred years."""
    day = TODAY + timedelta(days=days_later)
    memory = after_bet(Memory(stability, difficulty, TODAY, TODAY), right, day)
    assert 1 <= (memory.due - day).days <= LONGEST
    assert 0 < memory.stability <= MOST_STABLE
    assert 1 <= memory.difficulty <= 10


def test_when_a_claim_comes_back_of_which_fsrs_knows_nothing():
    assert due_day(Betting((Bet(None, "holds"),), None)) is None
    assert due_day(Betting((Bet(None, "holds"), Bet(TODAY, "holds")), None)) == TODAY + timedelta(days=1)
    assert due_day(Betting((Bet(TODAY, "holds"),), Memory(2.0, 5.0, TODAY, date(2025, 4, 1)))) == date(2025, 4, 1)


def test_spacing_needs_no_optimizer():
    code = (
        "import sys, datetime; from course_lib.kit.practice.progress.spacing import after_bet; "
        "after_bet(None, True, datetime.date(2025, 3, 12)); print(*{'torch', 'numpy', 'pandas'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []


def test_a_day_is_spoken_without_the_machine_s_language():
    year = [spoken(date(2025, month, 1), now=TODAY) for month in range(1, 13)]
    assert (year[0], year[2], year[11], len(set(year))) == ("1 January", "1 March", "1 December", 12)
    assert spoken(date(2024, 12, 31), now=TODAY) == "31 December 2024"
