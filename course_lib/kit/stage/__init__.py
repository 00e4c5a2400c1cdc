"""The stage: shows a Matplotlib figure in a browser and sends only what has changed."""
