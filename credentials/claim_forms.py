"""The forms that texts in a record take: identifiers, dates and codes, each with its test."""

import re
from datetime import date

IRI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"
_GROUP = "[0-9a-f]{4}"
UUID_URN = f"urn:uuid:[0-9a-f]{{8}}-{_GROUP}-{_GROUP}-{_GROUP}-[0-9a-f]{{12}}"
HOLDER_KEY = r"did:(?:key|jwk):[A-Za-z0-9_-]+"
_IRI = re.compile(rf"{IRI}\Z")
_UUID_URN = re.compile(rf"{UUID_URN}\Z")
_HOLDER_KEY = re.compile(rf"{HOLDER_KEY}\Z")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_ISCED_F = re.compile(r"\d{2,4}\Z")
_ISCO08 = re.compile(r"\d{1,4}\Z")
_PERIOD = re.compile(r"P(?=\d)(?:\d{1,3}Y)?(?:\d{1,3}M)?(?:\d{1,4}D)?\Z")
_CREDIT = re.compile(r"(?:0|[1-9]\d{0,4})(?:\.\d{1,2})?\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")


def is_iri(text: str) -> bool:
    """An absolute IRI, as JSON-LD needs it where a thing is named."""
    return _IRI.match(text) is not None


def is_https_url(text: str) -> bool:
    return text.startswith("https://") and is_iri(text)


def is_uuid_urn(text: str) -> bool:
    return _UUID_URN.match(text) is not None


def is_holder_id(text: str) -> bool:
    """A did:key or did:jwk, or a urn:uuid: never a URL, which could hold a name."""
    return is_uuid_urn(text) or _HOLDER_KEY.match(text) is not None


def is_partial_date(text: str) -> bool:
    """ISO 8601, as exact as known: "2019", "2019-05" or "2019-05-01"."""
    return _PARTIAL_DATE.match(text) is not None


def is_full_date(text: str) -> bool:
    """To the day, and a day that the calendar has."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_country(text: str) -> bool:
    return _COUNTRY.match(text) is not None


def is_sha256(text: str) -> bool:
    return _SHA256.match(text) is not None


def is_isced_f(text: str) -> bool:
    """A field of ISCED-F 2013: "07", "071" or "0715"."""
    return _ISCED_F.match(text) is not None


def is_isco08(text: str) -> bool:
    """A group of ISCO-08, major ("7") to unit ("7212")."""
    return _ISCO08.match(text) is not None


def is_period(text: str) -> bool:
    """ISO 8601 in years, months, days: "P2Y", "P1Y6M"."""
    return _PERIOD.match(text) is not None


def is_credit(text: str) -> bool:
    """Credit points: "180" or "7.5"."""
    return _CREDIT.match(text) is not None


def is_language(text: str) -> bool:
    """A primary BCP 47 subtag: "en", "fil"."""
    return _LANGUAGE.match(text) is not None
