"""The trust list over HTTP: what is sent and answered."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from credentials.trust import TrustedIssuer
from credentials.trust_exchange import describe_issuer, parse_issuer
from registry.storage.tables.trust import TrustChange

Certificate = Annotated[str, Field(max_length=16_384)]
Text = Annotated[str, Field(max_length=300)]


class TrustedKeyShape(BaseModel):
    """A key as JWK, and what it signs."""

    model_config = ConfigDict(extra="forbid")

    kid: Annotated[str, Field(max_length=600)]
    jwk: dict[str, Any]
    purposes: Annotated[list[Text], Field(max_length=8)]
    retiredAt: datetime | None = None  # noqa: N815 - members of the exchange format
    compromisedSince: datetime | None = None  # noqa: N815


class TrustedIssuerShape(BaseModel):
    """One entry, in the form of the exported list.

    resolvesKeys: the keys of a did:web are looked up in its document. acceptedTypes: empty for
    any. sealRoots: X.509 certificates, DER in base64, whose seals on its PDF files are believed.
    statusUrlPrefixes: where its status lists may stand, each https and ending in "/".
    """

    model_config = ConfigDict(extra="forbid")

    did: Annotated[str, Field(max_length=500)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    keys: Annotated[list[TrustedKeyShape], Field(max_length=64)] = []
    resolvesKeys: bool = False  # noqa: N815
    statusUrlPrefixes: Annotated[list[Text], Field(max_length=16)] = []  # noqa: N815
    acceptedTypes: Annotated[list[Text], Field(max_length=64)] = []  # noqa: N815
    validFrom: datetime | None = None  # noqa: N815
    validUntil: datetime | None = None  # noqa: N815
    sealRoots: Annotated[list[Certificate], Field(max_length=16)] = []  # noqa: N815

    @classmethod
    def of(cls, issuer: TrustedIssuer) -> "TrustedIssuerShape":
        return cls.model_validate(describe_issuer(issuer))

    def to_model(self) -> TrustedIssuer:
        """Raises TrustListInvalid."""
        return parse_issuer(self.model_dump(mode="json"))


class TrustPageOut(BaseModel):
    """version: of the list; raised by every change."""

    items: list[TrustedIssuerShape]
    next: str | None
    version: int


class ImportedListOut(BaseModel):
    """A signed list that was taken in: which of the signer's versions, and when it was signed."""

    listVersion: int  # noqa: N815
    signedAt: datetime  # noqa: N815


class TrustChangeOut(BaseModel):
    """did: of the issuer; of an import, of the signer."""

    version: int
    at: datetime
    act: Literal["put", "remove", "import"]
    did: str
    entry: TrustedIssuerShape | None
    imported: ImportedListOut | None

    @classmethod
    def of(cls, row: TrustChange) -> "TrustChangeOut":
        told = {"version": row.version, "at": row.at, "act": row.act, "did": row.did}
        of_import = row.act == "import"
        return cls.model_validate(
            {
                **told,
                "entry": None if of_import else row.entry,
                "imported": row.entry if of_import else None,
            }
        )


class TrustDifferenceOut(BaseModel):
    """members: of a changed entry, those that differ."""

    act: Literal["added", "changed", "removed"]
    did: str
    name: str
    members: list[str]


class ImportedOut(BaseModel):
    """applied: false after a dry run. kept: the signer's entry stays as this list has it."""

    applied: bool
    added: int
    changed: int
    removed: int
    unchanged: int
    signer: str | None
    version: int | None
    kept: bool
    differences: list[TrustDifferenceOut]
