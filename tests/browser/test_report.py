"""The record as one file, opened from a folder: nothing is fetched, nothing for axe to find, no wider than a phone, light and dark."""

from pathlib import Path

import pytest

from tests.browser.looking import NARROW, WIDE, axe, too_wide


@pytest.fixture
def opened() -> bool:
    return True


def test_the_file_that_stands_alone(rooms, signed_in, tab, tmp_path):
    page = signed_in("member")
    page.goto(f"{rooms.served.url}/report")
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download as one web page").click()
    assert arriving.value.suggested_filename.endswith(".html")
    record = Path(tmp_path / "record.html")
    arriving.value.save_as(record)
    for width, scheme in ((WIDE, "light"), (NARROW, "light"), (WIDE, "dark"), (NARROW, "dark")):
        alone = tab(width=width, scheme=scheme)
        asked: list[str] = []
        alone.on("request", lambda request, asked=asked: asked.append(request.url))
        alone.goto(record.as_uri())
        assert (width, scheme, axe(alone), too_wide(alone)) == (width, scheme, [], [])
        assert asked == [record.as_uri()]
        alone.get_by_role("link", name="Who took part").click()
        assert alone.get_by_role("heading", name="Who took part").is_visible()
        tables = alone.get_by_role("table")
        assert tables.count() == alone.locator("table").count() >= 4  # also where rows stand as cards
        assert alone.get_by_role("columnheader").count() >= 3 * tables.count()
