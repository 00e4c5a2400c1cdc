"""Practice: bet on a claim, solve an exercise, see how far you are.

A topic package brings `claims.yaml` and a package `exercises`; both are found by looking. What a learner types is in
`course_lib` itself: `predict`, `exercise`, `check`, `hint`, `solution`, `recap`, `review`,
`progress`.
"""
