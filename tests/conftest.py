"""Property tests draw the same examples on every run, so that a failure can be seen again."""

from hypothesis import settings

settings.register_profile("stable", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("stable")
