"""The release asset and the pages: a site that cannot be made takes no release back."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets import release
from warehouse.dictionary import Dictionary
from warehouse.errors import SiteNotBuilt
from warehouse.layout import Home


def test_a_site_that_cannot_be_made_is_told_with_its_remedy_and_nothing_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(home: Home, dictionary: Dictionary) -> None:
        raise SiteNotBuilt("site, index.html", "a query", "every page must be made", "Mend the template.")

    monkeypatch.setattr(release, "build_site", fail)
    told = release.tell_of_release(dg.build_asset_context(), Home(tmp_path), Dictionary(()))
    assert told.startswith("not made: ")
    assert "Mend the template." in told
