"""Progress: what the learner has bet on and solved."""
