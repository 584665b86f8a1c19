"""JSON from outside, whose texts are texts: half of a surrogate pair is refused as it is read."""

import json
import re
from typing import Any

# How JSON writes any surrogate; most documents have none, and are not looked through.
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(content: bytes | str) -> Any:
    """Raises ValueError, RecursionError."""
    text = content if isinstance(content, str) else _decoded(content)
    document = json.loads(text)
    if _MAY_BE_HALF.search(text):
        # Only this fails on half of a pair; UnicodeEncodeError is a ValueError.
        json.dumps(document, ensure_ascii=False).encode()
    return document


def _decoded(content: bytes) -> str:
    """UTF-8, or UTF-16 and UTF-32 as they give themselves away; with or without a mark."""
    return content.decode(json.detect_encoding(content))
