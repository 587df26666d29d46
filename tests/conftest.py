"""What holds for all tests."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's tests last: Playwright's event loop stays in this thread and lets no other run after it."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
