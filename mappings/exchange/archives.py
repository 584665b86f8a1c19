"""Zip files from outside, looked at before anything is unpacked."""

import io
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from mappings.errors import ExchangeInvalid, ImportTooLarge

MAX_ENTRIES = 500
MAX_UNPACKED = 96 * 1024 * 1024
# XML of real spreadsheets packs to a fiftieth; small files may look better by chance.
MAX_RATIO = 150
RATIO_MATTERS_FROM = 4 * 1024 * 1024
# A document type can define entities that grow without end; spreadsheets have none.
DOCUMENT_TYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))


def check_archive(raw: bytes) -> None:
    """A zip file that unpacks to a bounded size, without document types in its XML.

    Raises ImportTooLarge for a zip bomb, ExchangeInvalid for what is no zip file.
    """
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise ImportTooLarge(
                    f"The spreadsheet packs {len(entries)} files; it may have {MAX_ENTRIES}.",
                    limit=MAX_ENTRIES,
                )
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAX_UNPACKED:
                raise _bomb(unpacked)
            if unpacked > max(RATIO_MATTERS_FROM, MAX_RATIO * len(raw)):
                raise _bomb(unpacked)
            if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
                raise BadZipFile("it is packed in an unusual way")
            for entry in entries:
                # Reading stops at the size the entry states, so a false size cannot hurt.
                part = archive.read(entry)
                if any(mark in part for mark in DOCUMENT_TYPES):
                    raise ExchangeInvalid(
                        f"{entry.filename[:80]} in the spreadsheet defines a document type; "
                        "save the file anew from a spreadsheet."
                    )
    except (
        *(BadZipFile, zlib.error, NotImplementedError),
        *(RuntimeError, EOFError, OSError, ValueError),
    ) as error:
        raise ExchangeInvalid(f"This is not an xlsx file: {error}") from None


def _bomb(unpacked: int) -> ImportTooLarge:
    return ImportTooLarge(
        f"The spreadsheet would unpack to {unpacked} bytes; save it anew without empty formats.",
        limit=MAX_UNPACKED,
    )
