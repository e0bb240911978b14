"""Pytest plug-ins of the house, loaded by tests/conftest.py: what a skip means, and what a test needs to run."""
