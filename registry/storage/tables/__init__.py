"""All tables: importing this package fills `SQLModel.metadata`."""

from registry.storage.tables.accounts import Account, AccountRole, WebSession
from registry.storage.tables.applications import Application, Assessment, CaseEvent, Evidence
from registry.storage.tables.attempts import Attempt
from registry.storage.tables.attestations import Attestation
from registry.storage.tables.audit import AuditEntry
from registry.storage.tables.case_facts import (
    PersonCorrection,
    QualityStatement,
    SkillAssessment,
)
from registry.storage.tables.certificate_styles import CertificateStyle
from registry.storage.tables.credentials import IssuedCredential, PathStep
from registry.storage.tables.decisions import Decision
from registry.storage.tables.drafts import (
    Draft,
    DraftChange,
    DraftComment,
    DraftReview,
    RegressionExamples,
)
from registry.storage.tables.forms import CredentialForm, HolderCopy
from registry.storage.tables.organisations import Organisation
from registry.storage.tables.outbox import OutboxMessage
from registry.storage.tables.presentations import PresentationRequest
from registry.storage.tables.qualifications import Qualification
from registry.storage.tables.releases import StoredRelease
from registry.storage.tables.status import StatusEntry, StatusList
from registry.storage.tables.trust import TrustChange, TrustEntry
from registry.storage.tables.wallets import (
    AuthorizationCode,
    CredentialOffer,
    DeferredIssuance,
    PushedRequest,
    RefreshToken,
    SpentNonce,
    WalletToken,
)

__all__ = [
    "Account",
    "AccountRole",
    "Application",
    "Assessment",
    "Attempt",
    "Attestation",
    "AuditEntry",
    "AuthorizationCode",
    "CaseEvent",
    "CertificateStyle",
    "CredentialForm",
    "CredentialOffer",
    "Decision",
    "DeferredIssuance",
    "Draft",
    "DraftChange",
    "DraftComment",
    "DraftReview",
    "Evidence",
    "HolderCopy",
    "IssuedCredential",
    "Organisation",
    "OutboxMessage",
    "PathStep",
    "PersonCorrection",
    "PresentationRequest",
    "PushedRequest",
    "Qualification",
    "QualityStatement",
    "RefreshToken",
    "RegressionExamples",
    "SkillAssessment",
    "SpentNonce",
    "StatusEntry",
    "StatusList",
    "StoredRelease",
    "TrustChange",
    "TrustEntry",
    "WalletToken",
    "WebSession",
]
