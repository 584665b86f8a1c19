"""What the house of credentials refuses, each with a stable code and no HTTP in it.

Three families: the input cannot be read at all (a problem for whoever sent it), the proof does
not hold (a failed check in the report), the claims do not follow their schema (likewise).
"""

from typing import ClassVar


class CredentialError(Exception):
    """A fault in what is to be signed, or in what was received.

    `code` is stable and documented in docs/errors.md; `members` are the facts of this
    occurrence, safe to show: never a claim about a person.
    """

    code: ClassVar[str] = "credential_error"

    def __init__(self, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members


class RecordInvalid(CredentialError):
    """A record that cannot be signed: the caller's fault, found before anything is signed."""

    code = "record_invalid"


class KeyRingInvalid(CredentialError):
    """Stored keys that are not the key ring they claim to be."""

    code = "key_ring_invalid"


class PassphraseWrong(KeyRingInvalid):
    """Stored keys are encrypted under another passphrase, or none was given."""

    code = "key_passphrase_wrong"


class TokenUnavailable(CredentialError):
    """The hardware token with a key is not there, is locked, or refuses to work."""

    code = "key_token_unavailable"


class NoSigningKey(CredentialError):
    """The ring holds no active key for this purpose and algorithm."""

    code = "no_signing_key"


class KeyNotInRing(CredentialError):
    code = "key_not_in_ring"


class KeyStepNotAllowed(CredentialError):
    """A key in use cannot be retired, and what has ended does not end again."""

    code = "key_step_not_allowed"


class DidInvalid(CredentialError):
    """Not a DID of a method that is read here. method_error: the method's own word for it."""

    code = "did_invalid"
    method_error: ClassVar[str] = "invalidDid"


class DidUrlInvalid(DidInvalid):
    """A DID URL that names no part of the document."""

    method_error = "invalidDidUrl"


class DidKeyUnsupported(DidInvalid):
    """A kind of key, or a form to publish it in, that is not supported."""

    method_error = "unsupportedPublicKeyType"


class DidKeyLengthInvalid(DidInvalid):
    method_error = "invalidPublicKeyLength"


class DidKeyInvalid(DidInvalid):
    """Bytes that are not a public key of the kind they say."""

    method_error = "invalidPublicKey"


class DidKeyFormatInvalid(DidInvalid):
    """A form of publishing keys that is experimental, where that was not asked for."""

    method_error = "invalidPublicKeyType"


class DidDocumentInvalid(CredentialError):
    code = "did_document_invalid"


class TrustListInvalid(CredentialError):
    code = "trust_list_invalid"


class Unreadable(CredentialError):
    """The bytes are not, or do not hold, anything this verifier reads."""

    code = "format_unknown"


class UnknownFormat(Unreadable):
    code = "format_unknown"


class TooLarge(Unreadable):
    code = "credential_too_large"


class MediaTypeWrong(Unreadable):
    """The bytes are of another type than the sender said."""

    code = "media_type_wrong"


class EnvelopeInvalid(Unreadable):
    """An enveloped credential or presentation that is not put together as the W3C says."""

    code = "envelope_invalid"


class PdfUnreadable(Unreadable):
    code = "pdf_unreadable"


class PdfWithoutCredential(Unreadable):
    code = "pdf_without_credential"


class PictureUnreadable(Unreadable):
    code = "picture_unreadable"


class QrNotFound(Unreadable):
    code = "qr_not_found"


class ProofError(CredentialError):
    """The proof does not hold, or may not be used at all."""

    code = "proof_invalid"


class JwsMalformed(ProofError):
    code = "jws_malformed"


class JweInvalid(ProofError):
    """Encrypted in another way than ours, for another key, or altered."""

    code = "jwe_invalid"


class KidInvalid(JwsMalformed):
    """A header that names its key in no way, in two ways, or not by a DID URL."""

    code = "kid_invalid"


class SdJwtMalformed(ProofError):
    code = "sd_jwt_malformed"


class DisclosureInvalid(SdJwtMalformed):
    """A disclosure of the wrong form, sent twice, or for a claim that may not be hidden."""

    code = "disclosure_invalid"


class DisclosureUnreferenced(SdJwtMalformed):
    """A disclosure whose digest stands nowhere in what the issuer signed."""

    code = "disclosure_unreferenced"


class DigestRepeated(SdJwtMalformed):
    code = "digest_repeated"


class KeyBindingInvalid(ProofError):
    """The holder's proof of possession does not belong to this presentation."""

    code = "key_binding_invalid"


class KeyBindingMissing(KeyBindingInvalid):
    code = "key_binding_missing"


class KeyBindingStale(KeyBindingInvalid):
    """Made too long ago, or in the future."""

    code = "key_binding_stale"


class AudienceWrong(KeyBindingInvalid):
    code = "audience_wrong"


class NonceWrong(KeyBindingInvalid):
    code = "nonce_wrong"


class Base64Invalid(ProofError):
    code = "base64url_invalid"


class Base45Invalid(ProofError):
    code = "base45_invalid"


class CoseMalformed(ProofError):
    code = "cose_malformed"


class JsonInvalid(ProofError):
    code = "json_invalid"


class JsonDuplicateKey(JsonInvalid):
    code = "json_duplicate_key"


class JsonTooDeep(JsonInvalid):
    code = "json_too_deep"


class JsonNumberOutOfRange(JsonInvalid):
    code = "json_number_out_of_range"


class AlgorithmNotAllowed(ProofError):
    code = "algorithm_not_allowed"


class HeaderNotAllowed(ProofError):
    """A header member that could bring in another key, or that we do not understand."""

    code = "header_not_allowed"


class CriticalHeader(ProofError):
    code = "critical_header"


class TypeWrong(ProofError):
    """Signed as something else than what it is shown as."""

    code = "type_wrong"


class KeyUnknown(ProofError):
    """The issuer is known, but not with this key."""

    code = "key_unknown"


class KeyUnfit(ProofError):
    """A key that must not verify anything: small order, not on the curve, for another use."""

    code = "key_unfit"


class KeyRetired(ProofError):
    """A key of the issuer, but used after it was retired."""

    code = "key_retired"


class KeyCompromised(ProofError):
    """Somebody else could sign with this key, and nothing proves an earlier time."""

    code = "key_compromised"


class SignatureInvalid(ProofError):
    code = "signature_invalid"


class ProofMalformed(ProofError):
    """A Data Integrity proof with a member missing, unknown, or of the wrong form."""

    code = "proof_malformed"


class MultibaseInvalid(ProofError):
    """Not base58btc with its prefix, or not of the length it must have."""

    code = "multibase_invalid"


class CryptosuiteNotAllowed(ProofError):
    code = "cryptosuite_not_allowed"


class PreviousProofMissing(ProofError):
    """A proof rests on another one that the document does not hold."""

    code = "previous_proof_missing"


class GraphTooComplex(ProofError):
    """Too large, too deep, or made so that telling its nodes apart would never end."""

    code = "graph_too_complex"


class ProofPurposeWrong(ProofError):
    """A proof made for something else than what it is shown for."""

    code = "proof_purpose_wrong"


class ProofExpired(ProofError):
    code = "proof_expired"


class CredentialUnsecured(ProofError):
    """No proof, and not the word of whoever shows it."""

    code = "credential_unsecured"


class HolderWrong(ProofError):
    """Signed by another than the holder that is named."""

    code = "holder_wrong"


class ClaimsInvalid(CredentialError):
    """The claims do not follow their schema."""

    code = "claim_invalid"


class ClaimMissing(ClaimsInvalid):
    code = "claim_missing"


class TermUnknown(ClaimsInvalid):
    """A term that neither our context nor the W3C's defines."""

    code = "term_unknown"


class ContextUnknown(ClaimsInvalid):
    code = "context_unknown"


class ClaimsDisagree(ClaimsInvalid):
    """Two claims that must say the same do not: `iss` and `issuer`, `nbf` and `validFrom`."""

    code = "claims_disagree"


class StatusListInvalid(CredentialError):
    """Not a status list, or not the one that was asked for."""

    code = "status_list_invalid"


class QueryInvalid(CredentialError):
    """A question to a wallet that asks for nothing, for too much, or is not DCQL."""

    code = "claims_query_invalid"
