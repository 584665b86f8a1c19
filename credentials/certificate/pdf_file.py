"""The objects of a certificate as a file, each of them written and packed once.

pydyf writes every object a second time for the file's identifier, and its table of places as it
is. Here the objects are numbered anew, those that are no streams first, so that the table hardly
says anything. ISO 32000-1, 7.5.7 and 7.5.8.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import pydyf  # type: ignore[import-untyped]

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# Kind of an entry, place in the file or number of the stream, place within that stream.
_WIDTHS = (1, 3, 2)

_DELIMITERS = (b"/", b"(", b"<", b"[")

# Reference as the objects hold it -> reference as it is written.
References = Mapping[bytes, bytes]


def write(pdf: Any, identifier: bytes) -> bytes:
    """Everything in one revision. identifier: sixteen bytes, the same for the same certificate.

    An object that is no longer used says so with its `free`.
    """
    pdf.add_object(pdf.info)
    _unroll(pdf.pages)
    used = [made for made in pdf.objects if made.free != "f"]
    packed = [made for made in used if made.compressible]
    others = [made for made in used if not made.compressible]
    references = {
        made.reference: b"%d 0 R" % number for number, made in enumerate((*packed, *others), 1)
    }
    file = bytearray(_HEADER)
    bundle = len(used) + 1
    rows = [(0, 0, 0xFFFF), *((2, bundle, place) for place in range(len(packed)))]
    streams = [_written(made, references) for made in others]
    for number, body in enumerate((*streams, _bundled(packed, references)), len(packed) + 1):
        rows.append((1, len(file), 0))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(file)
    rows.append((1, start, 0))
    described = {
        "Root": references[pdf.catalog.reference],
        "Info": references[pdf.info.reference],
        "ID": [_hexadecimal(identifier), _hexadecimal(hashlib.sha256(file).digest()[:16])],
    }
    file += b"%d 0 obj\n%b\nendobj\n" % (bundle + 1, _table(rows, described))
    file += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(file)


def _unroll(pages: Any) -> None:
    """pydyf lists the pages as three parts each: number, generation, R."""
    pages["Kids"] = [b"%d 0 R" % number for number in pages["Kids"][::3]]


def _written(made: Any, references: References) -> bytes:
    if isinstance(made, pydyf.Stream):
        return _stream(made.stream, made.extra, references, packed=made.compress)
    return _value(made, references)


def _stream(
    parts: Iterable[Any],
    described: Mapping[str, Any],
    references: References,
    *,
    packed: bool = True,
) -> bytes:
    content = b"\n".join(map(_part, parts))
    members = dict(described)
    if packed:
        content = zlib.compress(content, 9)
        members["Filter"] = "/FlateDecode"
    members["Length"] = len(content)
    return b"%b\nstream\n%b\nendstream" % (_value(members, references), content)


def _part(part: Any) -> bytes:
    """A piece of a content stream, which refers to no object."""
    if isinstance(part, bytes):
        return part
    return bytes(part.data) if isinstance(part, pydyf.Object) else str(part).encode()


def _value(value: Any, references: References) -> bytes:
    if isinstance(value, bytes):
        return references.get(value, value)
    if isinstance(value, dict):
        return b"<<" + b"".join(_member(*member, references) for member in value.items()) + b">>"
    if isinstance(value, list | tuple):
        return b"[" + b" ".join(_value(each, references) for each in value) + b"]"
    if isinstance(value, pydyf.Object):
        return bytes(value.data)
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".").encode()
    return str(value).encode()


def _member(key: str, value: Any, references: References) -> bytes:
    written = _value(value, references)
    between = b"" if written[:1] in _DELIMITERS else b" "
    return b"/%b%b%b" % (key.encode(), between, written)


def _hexadecimal(raw: bytes) -> bytes:
    return b"<" + raw.hex().encode() + b">"


def _bundled(packed: list[Any], references: References) -> bytes:
    """The objects that are no streams, in one stream, numbered from 1."""
    bodies = [_value(made, references) for made in packed]
    heads = []
    place = 0
    for number, body in enumerate(bodies, 1):
        heads.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(heads)
    described = {"Type": "/ObjStm", "N": len(packed), "First": len(head) + 1}
    return _stream([head, *bodies], described, references)


def _table(rows: list[tuple[int, int, int]], described: Mapping[str, Any]) -> bytes:
    """Where each object stands: a row each, as its difference from the row above.

    PNG, third edition, 9.2: filter "Up".
    """
    above = bytes(sum(_WIDTHS))
    coded = bytearray()
    for row in rows:
        plain = b"".join(value.to_bytes(width) for value, width in zip(row, _WIDTHS, strict=True))
        coded.append(2)
        coded += bytes((here - there) % 256 for here, there in zip(plain, above, strict=True))
        above = plain
    members = {
        "Type": "/XRef",
        "Size": len(rows),
        "W": _WIDTHS,
        "DecodeParms": {"Predictor": 12, "Columns": sum(_WIDTHS)},
        **described,
    }
    return _stream([bytes(coded)], members, {})
