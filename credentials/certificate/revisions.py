"""What was added to a sealed file after its seal: proofs that last, or anything else.

A PDF may be continued. Archives add proofs of revocation and time stamps, which change nothing
that is shown; whatever else is added breaks the seal. The sealed part stands at the front of the
file, so both are read and compared, without a change log that a forger could fill at will.
ETSI EN 319 142-1, 5.4 and 5.5; ISO 32000-1, 7.5.6.
"""

from typing import Any

import pikepdf

from credentials.certificate.archive import opened
from credentials.certificate.page_digest import (
    digest_catalog,
    digest_page,
    digest_thing,
    is_seal,
)

# Where proofs stand, and what has its own comparison below. Programs write the moment of their
# change into the metadata, which nobody is shown.
_PROOFS = frozenset({"/DSS", "/Extensions"})
_APART = frozenset({"/Pages", "/StructTreeRoot", "/AcroForm", "/Metadata"})


def adds_proofs_alone(pdf: bytes, sealed_bytes: int) -> bool:
    """The whole file shows and holds what its first `sealed_bytes` do. Raises PdfUnreadable."""
    with opened(pdf[:sealed_bytes]) as sealed, opened(pdf) as whole:
        return _held(sealed) == _held(whole)


def _held(file: pikepdf.Pdf) -> tuple[Any, ...]:
    root = {key: value for key, value in file.Root.items() if key not in _PROOFS | _APART}
    form = file.Root.get("/AcroForm", pikepdf.Dictionary())
    fields = [field for field in form.get("/Fields", []) if not _is_time_stamp(field)]
    return (
        [digest_page(page) for page in file.pages],
        digest_catalog(file),
        digest_thing(root),
        digest_thing({key: value for key, value in form.items() if key != "/Fields"}),
        [digest_thing(dict(field.items())) for field in fields],
    )


def _is_time_stamp(field: Any) -> bool:
    value = field.get("/V")
    return (
        is_seal(field)
        and isinstance(value, pikepdf.Dictionary)
        and value.get("/Type") == pikepdf.Name.DocTimeStamp
    )
