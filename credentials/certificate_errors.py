"""What cannot be printed or sealed, or not in this way."""

from credentials.errors import CredentialError


class CertificateInvalid(CredentialError):
    """A certificate was asked for something that is not one of our credentials."""

    code = "certificate_invalid"


class CertificateLanguageUnknown(CertificateInvalid):
    """A certificate was asked for in a language it has no words in, or in too many."""

    code = "certificate_language_unknown"


class CertificateExpired(CertificateInvalid):
    """The credential holds no more, and no copy marked as expired was asked for."""

    code = "certificate_expired"


class SealUnfit(CredentialError):
    """A key, a chain or a file that no seal can be made with."""

    code = "seal_unfit"


class TimeStampFailed(CredentialError):
    """The time-stamping service did not answer, or answered something else."""

    code = "time_stamp_failed"


class GlyphMissing(CertificateInvalid):
    """No installed font draws a letter. Names code points only: a name would be personal."""

    code = "glyph_missing"


class StyleInvalid(CredentialError):
    """An authority's look or wording of its certificates that cannot be printed."""

    code = "certificate_style_invalid"
