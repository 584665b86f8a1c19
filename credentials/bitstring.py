"""One bit for each credential, packed as the world reads it. W3C BSL 1.0, 3.3 and 3.4.

What was received is inflated within bounds: a few kilobytes can unpack to gigabytes.
"""

import gzip
import zlib
from collections.abc import Iterable
from typing import Self

from credentials.encodings import decode_base64url, encode_base64url
from credentials.errors import Base64Invalid, StatusListInvalid

MIN_ENTRIES = 131_072
MAX_ENTRIES = 2**24
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class BitstringStatusList:
    """Index 0 is the leftmost bit of the first byte. BSL 1.0, 3.3."""

    def __init__(self, bits: bytes) -> None:
        if not MIN_ENTRIES <= len(bits) * 8 <= MAX_ENTRIES:
            raise StatusListInvalid("A status list has from 131,072 to 16,777,216 entries.")
        self._bits = bytes(bits)

    @classmethod
    def of(cls, indexes: Iterable[int], *, entries: int = MIN_ENTRIES) -> Self:
        """A list in which just these are set. Raises StatusListInvalid beyond its end."""
        bits = bytearray(entries // 8)
        for index in indexes:
            if not 0 <= index < entries:
                raise StatusListInvalid("A status index lies outside its list.", index=index)
            bits[index // 8] |= 0x80 >> index % 8
        return cls(bytes(bits))

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __getitem__(self, index: int) -> bool:
        """Raises StatusListInvalid beyond its end."""
        if not 0 <= index < len(self._bits) * 8:
            raise StatusListInvalid("A status index lies outside its list.", index=index)
        return self._bits[index >> 3] & (0x80 >> (index & 7)) != 0

    def encode(self) -> str:
        """Multibase base64url of the gzip, the same bytes every time."""
        return "u" + encode_base64url(gzip.compress(self._bits, compresslevel=9, mtime=0))

    @classmethod
    def decode(cls, encoded: str) -> Self:
        """Raises StatusListInvalid; never unpacks more than MAX_ENTRIES bits."""
        if not encoded.startswith("u"):
            raise StatusListInvalid("An encoded list is multibase base64url.")
        try:
            packed = decode_base64url(encoded[1:].encode())
            inflater = zlib.decompressobj(_GZIP_WINDOW)
            bits = inflater.decompress(packed, MAX_ENTRIES // 8 + 1)
        except (Base64Invalid, UnicodeEncodeError, zlib.error) as error:
            raise StatusListInvalid("An encoded list is gzip in base64url.") from error
        if not inflater.eof or inflater.unused_data:
            raise StatusListInvalid("An encoded list is too long, cut off, or has a tail.")
        return cls(bits)
