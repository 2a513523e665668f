"""Fixtures for every test. Each is lazy: a test of pure code starts no server."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.databases",
    "tests.fixtures.simulator",
    "tests.fixtures.application",
    "tests.fixtures.own_server",
    "tests.fixtures.chromium",
    "tests.fixtures.embedded",
]

# How long an example takes says more about the other worker's tests than about the code.
settings.register_profile(
    "powerpact", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("powerpact")
