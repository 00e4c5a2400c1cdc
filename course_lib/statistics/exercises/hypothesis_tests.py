"""Exercises of `80_hypothesis_testing`."""

from statistics import NormalDist

import numpy as np

from course_lib.kit.practice.exercises import Exercise, Mistake
from course_lib.statistics import benjamini_hochberg, false_findings, sample_size, z_p_value, z_power

NOTEBOOK = "80_hypothesis_testing"
NORMAL = NormalDist()


# ---- recall: which error is it?

WHICH_ERROR = Exercise(
    name="which-error",
    title="Which error is it?",
    prompt=(
        "Five stories. Write 1 for a Type I error, 2 for a Type II error, 0 for no error.\n\n"
        "1. A drug does nothing. A study of it finds p = 0.03 and says that it helps.\n\n"
        "2. A person is infected. The test comes back negative. (Null: not infected.)\n\n"
        "3. A coin is fair. After 100 tosses the null, that it is fair, is kept.\n\n"
        "4. A smoke alarm sounds. There is no fire. (Null: no fire.)\n\n"
        "5. A cheap copy of a drug works exactly as well as the original. The null is that the two differ by 5 % or "
        "more. It is kept."
    ),
    starter="answer = (..., ..., ..., ..., ...)",
    reference=(1, 2, 0, 1, 2),
    cases=None,
    mistakes=[
        Mistake("Type I is the false alarm, Type II the miss. You have them the other way round.", (2, 1, 0, 2, 1)),
        Mistake("Read the null of the fifth again. Is it true? Was it rejected?", (1, 2, 0, 1, 1)),
        Mistake("In the fifth the null is a difference. There is none, so the null is false.", (1, 2, 0, 1, 0)),
        Mistake("The third: a true null was kept. That is what should happen.", (1, 2, 2, 1, 2)),
        Mistake("The fourth: the alarm is the rejection. Nothing was missed.", (1, 2, 0, 2, 2)),
    ],
    hints=(
        "Ask twice for each story: is the null true? Was it rejected? Only a rejected true null is Type I.",
        "Two of the five are Type I, two are Type II, and one is no error.",
    ),
    explanation="The fifth is a test of equivalence: there the null is a difference, and keeping it is the miss.",
)


# ---- implement: from z to the p-value


def p_value(z, alternative):
    below = NormalDist().cdf
    if alternative == "greater":
        return 1 - below(z)
    if alternative == "less":
        return below(z)
    return 2 * below(-abs(z))


P_VALUE_OF_Z = Exercise(
    name="p-value-of-z",
    title="From z to the p-value",
    prompt=(
        "Write `p_value(z, alternative)`: the chance, if the null is true, of a z at least as extreme as this one. "
        '`alternative` is "greater", "less" or "two-sided".\n\n'
        "The area of the bell curve below z, without SciPy:\n\n"
        "    from statistics import NormalDist\n"
        "    NormalDist().cdf(z)"
    ),
    starter="def p_value(z, alternative): ...",
    reference=lambda z, alternative: z_p_value(z, alternative=alternative),
    solution=p_value,
    cases=[
        (1.96, "two-sided"),
        (-1.5, "two-sided"),
        (0.0, "two-sided"),
        (1.5, "greater"),
        (-0.5, "greater"),
        (-2.0, "less"),
        (0.7, "less"),
    ],
    mistakes=[
        Mistake(
            "Two-sided: a z just as far out on the other side is as extreme. Count both tails.",
            lambda z, side: NORMAL.cdf(-abs(z)) if side == "two-sided" else p_value(z, side),
        ),
        Mistake(
            "A chance above 1? Try a negative z on two sides: how far out it lies does not depend on its sign.",
            lambda z, side: 2 * (1 - NORMAL.cdf(z)) if side == "two-sided" else p_value(z, side),
        ),
        Mistake(
            "One-sided, the sign of z counts: a z on the wrong side gives a p-value above one half.",
            lambda z, side: NORMAL.cdf(-abs(z)) * (2 if side == "two-sided" else 1),
        ),
        Mistake(
            '"greater" asks for the area above z, "less" for the area below. You have them the other way round.',
            lambda z, side: p_value(z, {"greater": "less", "less": "greater"}.get(side, side)),
        ),
        Mistake(
            "That is the height of the curve at z. A p-value is an area: take `cdf`, not `pdf`.",
            lambda z, side: NORMAL.pdf(z) * (2 if side == "two-sided" else 1),
        ),
        Mistake(
            "That is the area in the middle. Extreme is what lies outside it.",
            lambda z, side: 1 - p_value(z, side),
        ),
    ],
    hints=(
        "The whole area is 1. Which part of it is at least as extreme: right of z, left of z, or both ends?",
        'p_value(1.96, "two-sided") is 0.05, p_value(1.96, "greater") 0.025, p_value(1.96, "less") 0.975.',
    ),
)


# ---- implement: the power of a one-sided test


def power(effect, n, sigma, alpha):
    cut = NormalDist().inv_cdf(1 - alpha)
    shift = effect / (sigma / n**0.5)
    return 1 - NormalDist().cdf(cut - shift)


def _power(shift, cut):
    return 1 - NORMAL.cdf(cut - shift)


def _cut(alpha):
    return NORMAL.inv_cdf(1 - alpha)


POWER_OF_Z = Exercise(
    name="power-of-z",
    title="The power of a one-sided test",
    prompt=(
        "Write `power(effect, n, sigma, alpha)`: the chance that a one-sided z test at level alpha finds a mean that "
        "is `effect` above 0, with n observations of standard deviation sigma.\n\n"
        "`NormalDist().inv_cdf(0.95)` gives the z with 95 % of the bell curve below it."
    ),
    starter="def power(effect, n, sigma, alpha): ...",
    reference=lambda effect, n, sigma, alpha: z_power(effect, n, sigma=sigma, alpha=alpha, alternative="greater"),
    solution=power,
    cases=[
        (0.5, 25, 1, 0.05),
        (0.5, 25, 2, 0.05),
        (0.2, 50, 1, 0.01),
        (0.0, 10, 1, 0.05),
        (1.0, 1, 1, 0.1),
        (0.3, 100, 3, 0.2),
    ],
    mistakes=[
        Mistake(
            "That is beta, the chance to miss the effect.",
            lambda d, n, s, a: 1 - _power(d * n**0.5 / s, _cut(a)),
        ),
        Mistake(
            "That cut leaves alpha/2 above it. A one-sided test has all of alpha on one side.",
            lambda d, n, s, a: _power(d * n**0.5 / s, _cut(a / 2)),
        ),
        Mistake(
            "The mean of n observations varies less than one observation: by sigma / sqrt(n).",
            lambda d, n, s, a: _power(d / s, _cut(a)),
        ),
        Mistake("The standard error has the root of n, not n.", lambda d, n, s, a: _power(d * n / s, _cut(a))),
        Mistake(
            "Where is sigma? An effect of 0.5 is large or small only beside it.",
            lambda d, n, s, a: _power(d * n**0.5, _cut(a)),
        ),
        Mistake(
            "The alternative's curve stands at the effect. Seen from there the cut is nearer, not farther away.",
            lambda d, n, s, a: _power(-d * n**0.5 / s, _cut(a)),
        ),
        Mistake(
            "The effect is in units of the data, the cut in standard errors. Bring them to one scale.",
            lambda d, n, s, a: _power(d, _cut(a)),
        ),
    ],
    hints=(
        "First the cut under the null, in standard errors. Then move the curve by the effect, in standard errors too.",
        "power(0.5, 25, 1, 0.05) is 0.804: the shift is 2.5, the cut 1.645, and 80.4 % lie above it.",
    ),
    explanation="With effect 0 the power is alpha, whatever n: a larger sample does not change the Type I rate.",
)


# ---- investigate: how many people?


def _needed(**options):
    return (
        sample_size(0.5, **{"kind": "two-sample", **options}),
        sample_size(0.25, **{"kind": "two-sample", **options}),
        sample_size(0.5, **{"kind": "two-sample", **options, "power": 0.95}),
    )


PEOPLE_NEEDED = Exercise(
    name="people-needed",
    title="How many people?",
    prompt=(
        "Two groups, a two-sided t test at 5 %. How many people are needed in *each* group? Guess first, then find "
        "out with `sample_size` or with the explorer.\n\n"
        "1. an effect of half a standard deviation, power 80 %\n\n"
        "2. an effect of a quarter of a standard deviation, power 80 %\n\n"
        "3. an effect of half a standard deviation, power 95 %"
    ),
    starter="answer = (..., ..., ...)",
    reference=_needed(),
    cases=None,
    mistakes=[
        Mistake("Those are the numbers for one sample. Here there are two groups.", _needed(kind="one-sample")),
        Mistake("That is both groups together. Each group has half of them.", tuple(2 * n for n in _needed())),
        Mistake(
            "That is the z test, which knows sigma. The t test must estimate it, and needs a little more.",
            _needed(test="z"),
        ),
        Mistake("That is a one-sided test.", _needed(alternative="greater")),
        Mistake("Half the effect does not need twice, but about four times as many.", (64, 128, 105)),
        Mistake("The third asks for a power of 95 %, not 90 %.", (64, 253, 86)),
    ],
    hints=(
        "Look at the arguments of `sample_size`: which kind of test is it, and which power?",
        "The first is between 60 and 70, the second about four times as large, the third a good hundred.",
    ),
    explanation="n grows with 1/effect^2: the standard error falls only with the root of n.",
)


# ---- implement: a p-value by counting


def permutation_p_value(x, y, orders):
    pooled = np.concatenate([x, y])
    seen = abs(np.mean(x) - np.mean(y))
    shuffled = pooled[orders]
    differences = shuffled[:, : len(x)].mean(axis=1) - shuffled[:, len(x) :].mean(axis=1)
    return ((abs(differences) >= seen).sum() + 1) / (len(orders) + 1)


def _counting(x, y, orders, *, first=None, center=np.mean, more=np.greater_equal, size=np.abs, extra=1):
    shuffled = np.concatenate([x, y])[orders]
    first = len(x) if first is None else first
    differences = center(shuffled[:, :first], axis=1) - center(shuffled[:, first:], axis=1)
    hits = more(size(differences), size(center(x) - center(y))).sum()
    return (hits + extra) / (len(orders) + extra)


_RNG = np.random.default_rng(80)


def _orders(number, rounds):
    return np.array([_RNG.permutation(number) for _ in range(rounds)])


PERMUTATION_P_VALUE = Exercise(
    name="permutation-p-value",
    title="A p-value by counting",
    prompt=(
        "Write `permutation_p_value(x, y, orders)`. Each row of `orders` holds the places 0, 1, 2, ... of x and y "
        "together in a new order: put the pooled numbers in this order, call the first len(x) of them x and the rest "
        "y. Count the rows whose difference of means is at least as large, in size, as the one seen. The division "
        "seen counts as one more:\n\n"
        "    (hits + 1) / (rows + 1)\n\n"
        "All arguments are NumPy arrays."
    ),
    starter="def permutation_p_value(x, y, orders): ...",
    reference=permutation_p_value,
    # Groups of 2, 4 and 8 whole numbers have exact means, so that a tie is a tie for everybody.
    cases=[
        (np.array([1, 2, 3, 9]), np.array([10, 11, 12, 4]), _orders(8, 19)),
        (np.array([5, 1]), np.array([2, 0, 0, 1]), _orders(6, 39)),
        (np.array([0, 1, 1, 1]), np.array([0, 0]), _orders(6, 29)),
        (np.array([3, 3, 4, 1]), np.array([2, 2, 6, 7, 1, 0, 5, 5]), _orders(12, 49)),
    ],
    mistakes=[
        Mistake(
            "The division seen is one of the possible ones: without the + 1 a p-value could be 0.",
            lambda x, y, orders: _counting(x, y, orders, extra=0),
        ),
        Mistake(
            "A difference as large on the other side is as extreme: compare sizes, without the sign.",
            lambda x, y, orders: _counting(x, y, orders, size=lambda d: d),
        ),
        Mistake(
            "A tie counts: at *least* as large is >=.",
            lambda x, y, orders: _counting(x, y, orders, more=np.greater),
        ),
        Mistake(
            "The groups have different lengths, so compare means and not sums.",
            lambda x, y, orders: _counting(x, y, orders, center=np.sum),
        ),
        Mistake(
            "The first len(x) numbers are the new x. You took len(y) of them.",
            lambda x, y, orders: _counting(x, y, orders, first=len(y)),
        ),
        Mistake(
            "That is the share of the *less* extreme rows.",
            lambda x, y, orders: _counting(x, y, orders, more=np.less),
        ),
    ],
    hints=(
        "`np.concatenate([x, y])[orders]` is an array with one shuffled row for each row of `orders`.",
        "With x = [5, 1] and y = [2, 0, 0, 1] the difference seen is 2.25. No result lies below 1 / (rows + 1).",
    ),
    explanation="No bell curve anywhere: if the labels mean nothing, every order was as likely as the one seen.",
)


# ---- implement: the false discovery rate


def discoveries(p_values, rate):
    p = np.array(p_values)
    lines = rate * np.arange(1, len(p) + 1) / len(p)
    below = np.sort(p) <= lines
    if not below.any():
        return np.zeros(len(p), bool)
    last = np.nonzero(below)[0][-1]
    return p <= np.sort(p)[last]


def _step_down(p_values, rate):
    p = np.array(p_values)
    passed = np.logical_and.accumulate(np.sort(p) <= rate * np.arange(1, len(p) + 1) / len(p))
    return p <= np.sort(p)[passed.sum() - 1] if passed.any() else passed


def _own_line(p_values, rate):
    p = np.array(p_values)
    ranks = np.argsort(np.argsort(p)) + 1
    return p <= rate * ranks / len(p)


def _as_given(p_values, rate):
    p = np.array(p_values)
    below = p <= rate * np.arange(1, len(p) + 1) / len(p)
    return np.arange(len(p)) <= np.nonzero(below)[0][-1] if below.any() else below


DISCOVERIES = Exercise(
    name="discoveries",
    title="Benjamini and Hochberg's line",
    prompt=(
        "Write `discoveries(p_values, rate)`. Sort the m p-values. The k-th smallest has the line rate * k / m. Find "
        "the *last* one that is not above its line, and reject it and all smaller ones. Give back True (rejected) or "
        "False for each p-value, in the order in which they came."
    ),
    starter="def discoveries(p_values, rate): ...",
    reference=lambda p_values, rate: benjamini_hochberg(p_values, alpha=rate).rejected,
    solution=discoveries,
    cases=[
        ([0.04, 0.001, 0.03, 0.9], 0.05),
        ([0.041, 0.045, 0.049, 0.02], 0.05),
        ([0.5, 0.7, 0.9], 0.05),
        ([0.2, 0.012, 0.3, 0.011, 0.6, 0.002, 0.024, 0.03], 0.1),
        ([0.06, 0.04, 0.001, 0.35, 0.055, 0.9], 0.1),
    ],
    mistakes=[
        Mistake("That is Bonferroni: one line, rate / m, for all.", lambda p, q: np.array(p) <= q / len(p)),
        Mistake("No correction at all: every p-value was held against the rate.", lambda p, q: np.array(p) <= q),
        Mistake("You stopped at the first one above its line. Look for the last one below.", _step_down),
        Mistake("Those smaller than the last one below its line are rejected too, even above their own.", _own_line),
        Mistake("The ranks belong to the sorted p-values, not to the order in which they came.", _as_given),
        Mistake(
            "The answers stand in sorted order. Bring them back into the order in which they came.",
            lambda p, q: discoveries(sorted(p), q),
        ),
    ],
    hints=(
        "`np.sort(p) <= lines` says who is not above the line. What is the place of the last True?",
        "discoveries([0.041, 0.045, 0.049, 0.02], 0.05) rejects all four: the largest is just below its line of 0.05.",
    ),
    explanation="Under four true nulls, four p-values below 0.05 come once in 160,000 times. Bonferroni finds none.",
)


# ---- investigate: the share of false findings


def false_share(base_rate, alpha, power):
    alarms = alpha * (1 - base_rate)
    found = power * base_rate
    return alarms / (alarms + found)


FALSE_SHARE = Exercise(
    name="false-share",
    title="How many findings are false?",
    prompt=(
        "Write `false_share(base_rate, alpha, power)`: of all significant results, which share is false? `base_rate` "
        "is the share of the tested effects that are real. Then look for the base rate at which half of the findings "
        "are false, with alpha 0.05 and power 0.8."
    ),
    starter="def false_share(base_rate, alpha, power): ...",
    reference=lambda base_rate, alpha, power: false_findings(base_rate, alpha=alpha, power=power),
    cases=[(0.1, 0.05, 0.8), (0.5, 0.05, 0.8), (0.01, 0.05, 0.2), (0.3, 0.001, 0.95), (0.9, 0.1, 0.5)],
    mistakes=[
        Mistake(
            "alpha is the share of false alarms among the studies *without* an effect. Divide by the findings.",
            lambda r, a, w: a,
        ),
        Mistake("That is the share of the findings that are true.", lambda r, a, w: w * r / (w * r + a * (1 - r))),
        Mistake(
            "Only studies without an effect can give a false alarm: alpha counts for a share of 1 - base_rate.",
            lambda r, a, w: a / (a + w * r),
        ),
        Mistake(
            "That is the share among all studies. Divide by those that are significant.", lambda r, a, w: a * (1 - r)
        ),
        Mistake("Not every real effect is found: power of them are.", lambda r, a, w: a * (1 - r) / (a * (1 - r) + r)),
        Mistake(
            "base_rate belongs to the real effects, 1 - base_rate to the others. You have them the other way round.",
            lambda r, a, w: a * r / (a * r + w * (1 - r)),
        ),
        Mistake(
            "beta is the share of real effects that are missed. The findings hold those that are found: power.",
            lambda r, a, w: a * (1 - r) / (a * (1 - r) + (1 - w) * r),
        ),
    ],
    hints=(
        "Draw 1000 studies. How many have a real effect, and how many of those are found? How many false alarms?",
        "false_share(0.1, 0.05, 0.8) is 0.36: 45 false alarms beside 80 real findings.",
    ),
    solution=false_share,
    explanation="Half are false where alpha(1 - r) = power r: at r = 1/17, about 6 %.",
)


EXERCISES = [
    WHICH_ERROR,
    P_VALUE_OF_Z,
    POWER_OF_Z,
    PEOPLE_NEEDED,
    PERMUTATION_P_VALUE,
    DISCOVERIES,
    FALSE_SHARE,
]
