"""The Japanese font of the pictures: IPAex Gothic, whose licence lets a part of it stand inside a picture."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "IPAexGothic"
LICENCE = "IPA_Font_License_Agreement_v1.0.txt"
_PACKAGE = "matplotlib_fontja"
_FILE = "ipaexg.ttf"


@lru_cache(maxsize=1)
def find_fonts() -> Path:
    """Return the folder of the font and its licence; the package is located, not run: it loads matplotlib."""
    spec = find_spec(_PACKAGE)
    assert spec is not None and spec.submodule_search_locations is not None, "the lock installs it"
    return Path(spec.submodule_search_locations[0]) / "fonts"


def embed_font(text: str) -> str:
    """Return the style that carries the letters of a text, and no others, inside an SVG.

    IPA Font License 1.0, articles 1.5 and 2.5: a font embedded to show the one document it is in.
    """
    from fontTools import subset

    options = subset.Options()
    options.recalc_timestamp = False
    options.layout_features = []
    options.name_IDs = []
    options.hinting = False
    with subset.load_font(str(find_fonts() / _FILE), options, lazy=True) as font:
        cut = subset.Subsetter(options)
        cut.populate(text=text)
        cut.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f"<style>@font-face{{font-family:{FAMILY};src:url(data:font/ttf;base64,{data})}}</style>"
