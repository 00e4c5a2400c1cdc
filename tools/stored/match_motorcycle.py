"""Match the two pictures of the turned motorcycle pair anew, and store the matches in data/matches_motorcycle.npz.

    python tools/stored/match_motorcycle.py

They are stored because the digits of a feature detector differ between machines. `make data` then lists the file.
"""

import numpy as np

from course_lib import data
from course_lib.geometry.features import match_features, motorcycle_pair


def main():
    pair = motorcycle_pair()
    matches = match_features(pair.first, pair.second)
    arrays = {"points1": matches.points1.astype(np.float32), "points2": matches.points2.astype(np.float32)}
    np.savez_compressed(data.directory() / "matches_motorcycle.npz", **arrays)
    print(f"stored {len(matches.points1)} matches")


if __name__ == "__main__":
    main()
