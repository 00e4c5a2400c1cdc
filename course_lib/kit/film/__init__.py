"""Films: what pages without a kernel show of an explorer."""
