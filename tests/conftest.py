"""What every test can count on. What the tests of several rooms share lies in tests/ and is imported from there."""

from hypothesis import settings

pytest_plugins = ["plugins.no_skips", "plugins.external", "plugins.operations"]

# A test says what must hold, never how fast: a busy machine must not fail it.
settings.register_profile("house", settings(), deadline=None)
settings.load_profile("house")
