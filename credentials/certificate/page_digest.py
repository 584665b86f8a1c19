"""A page as a fingerprint of all it shows: content, fonts, pictures, boxes, links.

Numbers of objects, compression and the order of keys are how a file is written and leave it as it
is; everything that a reader draws or reads aloud is in it. ISO 32000-1, 7.3 and 7.7.3.
"""

import hashlib
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Name

from credentials.errors import PdfUnreadable

_MAX_DEPTH = 60
_MAX_STEPS = 200_000
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
# How a stream is packed, and the ways back up.
_WRITING = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
_BACK = frozenset({"/Parent", "/P", "/StructParents", "/StructParent", "/Prev", "/Last"})
_CATALOG = ("/Lang", "/ViewerPreferences", "/PageLabels", "/PageLayout", "/PageMode", "/Outlines")


def is_seal(field: Any) -> bool:
    """A signature field without size: it shows nothing."""
    if not isinstance(field, pikepdf.Dictionary) or field.get("/FT") != Name.Sig:
        return False
    return [float(side) for side in field.get("/Rect", [])] == [0.0, 0.0, 0.0, 0.0]


def owned(stream: pikepdf.Object) -> bytes:
    """The content of a stream, unpacked within the limits that the archive set."""
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        # A packing that qpdf does not undo, such as a photograph's: as it lies there.
        return bytes(stream.read_raw_bytes())


def digest_page(page: pikepdf.Page) -> bytes:
    """Raises PdfUnreadable for a page that leads into itself or has no end."""
    shown = dict(page.obj.items())
    above = page.obj.get("/Parent")
    for _ in range(_MAX_DEPTH):
        if not isinstance(above, pikepdf.Dictionary):
            break
        for key in _INHERITED:
            if key in above:
                shown.setdefault(key, above[key])
        above = above.get("/Parent")
    content = shown.pop("/Contents", None)
    notes = [note for note in shown.pop("/Annots", []) if not is_seal(note)]
    walk = _Walk()
    parts = [walk.of_members(shown), *(walk.of(note) for note in notes)]
    streams = content if isinstance(content, pikepdf.Array) else [content]
    drawn = b"\n".join(owned(each) for each in streams if isinstance(each, pikepdf.Stream))
    return hashlib.sha256(b"".join(parts) + drawn).digest()


def digest_thing(members: dict[str, Any]) -> bytes:
    """A dictionary with all that hangs on it. Raises PdfUnreadable."""
    return hashlib.sha256(_Walk().of_members(members)).digest()


def digest_catalog(pdf: pikepdf.Pdf) -> bytes:
    """What is read aloud, in which order and language, and the title of the window."""
    walk = _Walk()
    parts = [walk.of(pdf.Root.get(key)) for key in _CATALOG]
    parts.append(str(pdf.docinfo.get("/Title", "")).encode())
    tree = pdf.Root.get("/StructTreeRoot")
    if isinstance(tree, pikepdf.Dictionary):
        tops = tree.get("/K")
        for top in tops if isinstance(tops, pikepdf.Array) else [tops]:
            if not isinstance(top, pikepdf.Dictionary):
                raise PdfUnreadable("The structure of the PDF has no elements.")
            members = dict(top.items())
            kids: Any = members.pop("/K", [])
            parts.append(walk.of_members(members))
            parts.extend(walk.of(kid) for kid in kids if not _holds_seal(kid))
        parts.append(walk.of(tree.get("/RoleMap")))
    return hashlib.sha256(b"|".join(parts)).digest()


def _holds_seal(element: Any) -> bool:
    """A form element with the seal in it and no words of its own."""
    if not isinstance(element, pikepdf.Dictionary) or element.get("/S") != Name.Form:
        return False
    kids = element.get("/K", pikepdf.Array())
    plain = not {"/Alt", "/ActualText", "/E"} & set(element.keys())
    return plain and len(kids) == 1 and is_seal(kids[0].get("/Obj"))


class _Walk:
    """Once around all that hangs together; what is met twice is read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}
        self._steps = 0

    def of(self, thing: Any, depth: int = 0) -> bytes:
        self._steps += 1
        if depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
            raise PdfUnreadable("The pages of the PDF do not end.")
        if not isinstance(thing, pikepdf.Object) or not thing.is_indirect:
            return self._read(thing, depth)
        if thing.objgen not in self._known:
            # Met again on the way down, it leads into itself: then this stands for it.
            self._known[thing.objgen] = b"again"
            self._known[thing.objgen] = self._read(thing, depth)
        return self._known[thing.objgen]

    def _read(self, thing: Any, depth: int) -> bytes:
        if isinstance(thing, pikepdf.Stream):
            described = {k: v for k, v in thing.items() if k not in _WRITING}
            content = hashlib.sha256(owned(thing)).digest()
            return _hashed(b"stream", self.of_members(described, depth), content)
        if isinstance(thing, pikepdf.Dictionary):
            # A page has its own fingerprint; here it is only pointed at.
            if thing.get("/Type") in (Name.Page, Name.Pages):
                return b"page"
            return _hashed(b"dictionary", self.of_members(dict(thing.items()), depth))
        if isinstance(thing, pikepdf.Array):
            return _hashed(b"array", *(self.of(each, depth + 1) for each in thing))
        return _hashed(_plain(thing))

    def of_members(self, members: dict[str, Any], depth: int = 0) -> bytes:
        return b"".join(
            _hashed(key.encode(), self.of(members[key], depth + 1))
            for key in sorted(members)
            if key not in _BACK
        )


def _plain(thing: Any) -> bytes:
    if isinstance(thing, bool) or thing is None:
        return repr(thing).encode()
    if isinstance(thing, int | float | Decimal):
        return b"number " + str(Decimal(str(thing)).normalize()).encode()
    if isinstance(thing, pikepdf.String):
        return b"text " + bytes(thing)
    return b"name " + str(thing).encode()


def _hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"\0".join(parts)).digest()
