"""Claims: what the notes say, whether it holds, and the bets on it."""
