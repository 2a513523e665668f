"""Fixtures for every test. Each is lazy: a test of pure code starts no server."""

pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.databases",
    "tests.fixtures.simulator",
    "tests.fixtures.application",
]
