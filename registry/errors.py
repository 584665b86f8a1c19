"""What the registry refuses, each with a stable code and no HTTP in it.

The web alone knows which status a code has. Faults in questions to the graph stand in
`mappings.errors`, faults in credentials in `credentials.errors`; all three have the same form.
"""

from typing import ClassVar


class RegistryError(Exception):
    """A request that cannot be done; nothing was changed.

    `code` is stable and documented in docs/errors.md; `members` are the facts of this
    occurrence, safe to show to the caller (RFC 9457, 3.2: extension members).
    """

    code: ClassVar[str] = "registry_error"

    def __init__(self, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members


# What was asked is not well formed.


class ValidationFailed(RegistryError):
    """A field is missing or wrong; `errors` lists [{"field", "message"}]."""

    code = "validation_failed"


class DatesReversed(RegistryError):
    code = "dates_reversed"


class AwardDateInFuture(RegistryError):
    code = "award_date_in_future"


class CursorInvalid(RegistryError):
    """A page cursor that this service did not write."""

    code = "cursor_invalid"


class CountryUnknown(RegistryError):
    """Not an ISO 3166-1 alpha-2 code."""

    code = "country_unknown"


class CountryWithoutFramework(RegistryError):
    """The graph holds no framework in use for this country."""

    code = "country_without_framework"


class QualificationWithoutLevel(RegistryError):
    """The register holds the qualification, but no level for it."""

    code = "qualification_without_level"


# Who may do it.


class BadCredentials(RegistryError):
    """Email or password is wrong; never says which."""

    code = "bad_credentials"


class NotPermitted(RegistryError):
    """The account lacks the role or permission that this act needs."""

    code = "not_permitted"


class NotAParty(RegistryError):
    """The case belongs to another worker or another authority."""

    code = "not_a_party"


class FourEyesRequired(RegistryError):
    """The authority's policy wants a second officer for this act."""

    code = "four_eyes_required"


class EmailTaken(RegistryError):
    code = "email_taken"


class RoleUnknown(RegistryError):
    code = "role_unknown"


class OrganisationUnknown(RegistryError):
    code = "organisation_unknown"


class AccountUnknown(RegistryError):
    code = "account_unknown"


# The procedure.


class ApplicationUnknown(RegistryError):
    code = "application_unknown"


class NoCompetentAuthority(RegistryError):
    """No procedure card names an authority for destination, purpose and occupation."""

    code = "no_competent_authority"


class AuthorityNotCompetent(RegistryError):
    """The authority chosen is not among the competent ones, or a choice is missing."""

    code = "authority_not_competent"


class ConsentMissing(RegistryError):
    code = "consent_missing"


class TransitionNotAllowed(RegistryError):
    """The event does not exist in this state of the case, or its guard does not hold."""

    code = "transition_not_allowed"


class ApplicationAlreadyDecided(RegistryError):
    code = "application_already_decided"


class DecisionIncomplete(RegistryError):
    """Reasons, remedies, appeal, measures or level are missing for this outcome."""

    code = "decision_incomplete"


class Conflict(RegistryError):
    """Someone else changed it in the meantime: read again, then decide again."""

    code = "conflict"


# Evidence.


class EvidenceUnknown(RegistryError):
    code = "evidence_unknown"


class EvidenceMissing(RegistryError):
    code = "evidence_missing"


class EvidenceTooLarge(RegistryError):
    code = "evidence_too_large"


class EvidenceTypeUnsupported(RegistryError):
    code = "evidence_type_unsupported"


class EvidenceTypeMismatch(RegistryError):
    """The bytes are not what their declared media type says."""

    code = "evidence_type_mismatch"


class EvidenceLimitReached(RegistryError):
    code = "evidence_limit_reached"


# Credentials and their status.


class DecisionUnknown(RegistryError):
    code = "decision_unknown"


class DecisionNotFinal(RegistryError):
    """Only what was decided, and still stands, is signed."""

    code = "decision_not_final"


class AlreadyIssued(RegistryError):
    code = "already_issued"


class IssuingNotOffered(RegistryError):
    """Documents of others are not signed here: only what an authority decided is."""

    code = "issuing_not_offered"


class CredentialRefused(RegistryError):
    """A document that no issuer should sign; `errors` says why."""

    code = "credential_refused"


class VerificationFailed(RegistryError):
    """What was sent could be read, and does not count; `errors` lists the checks."""

    code = "verification_failed"


class CredentialUnknown(RegistryError):
    code = "credential_unknown"


class CredentialAlreadyRevoked(RegistryError):
    """Revocation is final."""

    code = "credential_already_revoked"


class CredentialNotSuspended(RegistryError):
    code = "credential_not_suspended"


class CredentialAlreadySuspended(RegistryError):
    code = "credential_already_suspended"


class StatusListUnknown(RegistryError):
    code = "status_list_unknown"


class FetchRefused(RegistryError):
    """An address that is never asked: not https, inside this network, or on another host."""

    code = "fetch_refused"


class FetchFailed(RegistryError):
    """An outside server that is not there, is too slow, or sends something else."""

    code = "fetch_failed"


class FormatNotOffered(RegistryError):
    """A credential is not given in this format; `formats` lists those it is given in."""

    code = "format_not_offered"


class CredentialReplaced(RegistryError):
    """A later edition took its place; `replaced_by` names it."""

    code = "credential_replaced"


# Wallets.


class WalletUnknown(RegistryError):
    """A wallet that answers may not be sent to."""

    code = "wallet_unknown"


class PresentationRequestUnknown(RegistryError):
    code = "presentation_request_unknown"


class ClaimsQueryNotAllowed(RegistryError):
    """An employer asks a wallet for nothing, for too much, or for what no credential holds."""

    code = "claims_query_not_allowed"


# The register and its releases.


class QualificationUnknown(RegistryError):
    code = "qualification_unknown"


class ReleaseUnknown(RegistryError):
    code = "release_unknown"


# Queries to the graph.


class QueryTimeout(RegistryError):
    """Members: limit, in seconds."""

    code = "query_timeout"


class QueryTooCostly(RegistryError):
    """A query that needs more memory than one may use."""

    code = "query_too_costly"


class QueriesBusy(RegistryError):
    """As many queries run and wait as may; the same request may succeed later."""

    code = "queries_busy"


class PushNotAllowed(RegistryError):
    """An address that a release may not be pushed to."""

    code = "push_not_allowed"


class PushFailed(RegistryError):
    """The outside server did not take all of a release."""

    code = "push_failed"


# Curation.


class DraftUnknown(RegistryError):
    code = "draft_unknown"


class DraftChangeUnknown(RegistryError):
    """The draft has no change under this IRI."""

    code = "draft_change_unknown"


class DraftStepNotAllowed(RegistryError):
    """The step does not exist in this state of the draft; `allowed` lists those that do."""

    code = "draft_step_not_allowed"


class DraftInvalid(RegistryError):
    """The graph would break rules of the domain model; `errors` lists each of them."""

    code = "draft_invalid"


class StatementUnknown(RegistryError):
    """No statement or other part of the graph has this IRI."""

    code = "statement_unknown"


class OfficeNotCompetent(RegistryError):
    """The office of the account has no say in the countries that a change is about."""

    code = "office_not_competent"


class ImportFaulty(RegistryError):
    """Rows of a file that cannot be taken in; `errors` lists them all, nothing was imported."""

    code = "import_faulty"


class RegressionExamplesUnknown(RegistryError):
    code = "regression_examples_unknown"


class RegressionExamplesDiffer(RegistryError):
    """Examples attached to a release get other answers; `errors` lists the differences."""

    code = "regression_examples_differ"


# The machine.


class DatabaseBusy(RegistryError):
    """The database could not take the write in time; the same request may succeed later."""

    code = "database_busy"


class IssuersForTestsRefused(RegistryError):
    """Test issuers do not run beside keys that people rely on."""

    code = "test_issuers_refused"


class SecretsInvalid(RegistryError):
    """A key or secret file cannot be used as it is."""

    code = "secrets_invalid"
