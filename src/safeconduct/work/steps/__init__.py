"""The steps of a run, a module each. ``run.py`` calls them in order; each gives a sentence with its numbers."""
