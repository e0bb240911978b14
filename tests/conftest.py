"""What every test can count on. What the tests of several rooms share lies in tests/ and is imported from there."""

pytest_plugins = ["plugins.no_skips", "plugins.external", "plugins.operations"]
