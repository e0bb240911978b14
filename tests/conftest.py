"""What every test can count on. Shared builders and fakes are in tests/builders.py and tests/fakes.py."""

pytest_plugins = ["plugins.no_skips", "plugins.external"]
