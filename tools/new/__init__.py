"""The first files of a new notebook: one of everything, green, and marked open where its author writes."""
