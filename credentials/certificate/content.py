"""What the pages draw, said in fewer bytes.

WeasyPrint writes places to a millionth of a pixel and a shift of nothing after every letter. A
hundredth of a pixel is 3 micrometres, less than any printer can do. ISO 32000-1, 7.8.2 and 9.4.3.
"""

import re
from typing import Any

# Operators that place something; colours and turns keep their digits.
_PLACING = (b" Tm", b" re", b" m", b" l")
_DIGITS = re.compile(rb"(\.\d\d)\d+")


def tidy(stream: Any) -> None:
    """A content stream of WeasyPrint, in place."""
    for place, line in enumerate(stream.stream):
        if not isinstance(line, bytes):
            continue
        if line.endswith(b"TJ"):
            stream.stream[place] = _tidy_text(line)
        elif line.endswith(_PLACING):
            stream.stream[place] = _DIGITS.sub(rb"\1", line)


def _tidy_text(line: bytes) -> bytes:
    """[<0030>0<0044>-9()-10.2117302<0055>0] TJ: the same without what moves nothing."""
    line = line.replace(b">0<", b"").replace(b">0]", b">]")
    return _DIGITS.sub(rb"\1", line) if b"." in line else line
