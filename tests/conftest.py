"""What holds for all tests."""

import os

import pytest
from hypothesis import settings

settings.register_profile("everywhere", deadline=None)  # a busy machine is no failure
settings.register_profile("ci", deadline=None, derandomize=True)  # the same commit gives the same verdict
settings.load_profile("ci" if os.environ.get("CI") else "everywhere")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: Playwright's event loop stays in this thread and lets no other run after it."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
