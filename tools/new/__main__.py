"""Begin a notebook: one of everything that it needs, green, and marked open where its author has to write.

    make new NB=60_boxes_and_average_precision TOPIC=detection
    python -m tools.new 60_boxes_and_average_precision detection

A topic that is not there yet is made; to one that is there the notebook is added.
"""

import sys

from course_lib.kit.notebook import rules
from tools import notebooks
from tools.new import scaffold


def main(arguments):
    if len(arguments) != 2 or not all(arguments):
        sys.exit(__doc__)
    try:
        plan = scaffold.plan(*arguments)
    except scaffold.NotPossible as error:
        sys.exit(str(error))
    written = scaffold.write(plan)
    path = scaffold.ROOT / "notebooks" / f"{plan.notebook}.ipynb"
    print(notebooks.renew(path))
    written += notebooks.write_tables()
    print(*(f"  {name}" for name in written), sep="\n")
    still_open = [sentence for sentence in rules.problems(path) if rules.OPEN not in sentence]
    print(*still_open, sep="\n")
    print(f"Everything is green, but for `{rules.OPEN}` where you write: `make check` lists those places.")
    return 1 if still_open else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
