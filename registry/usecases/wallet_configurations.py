"""What a wallet may ask for: each type of credential in each format. OpenID4VCI 1.0, 12.2.4."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.profiles.sd_jwt_vc import VCT
from credentials.profiles.vc20 import (
    CONTEXT_URL,
    DECISION_TYPE,
    SKILL_RECORD_TYPE,
    W3C_CONTEXT,
)
from registry.services import REGISTRY_NAME, Services
from registry.settings import Settings
from registry.usecases import wallet_encryption
from registry.usecases.request_identity import identity_of

SD_JWT = "dc+sd-jwt"
JWT = "jwt_vc_json"
LDP = "ldp_vc"
BINDING_METHODS = ("jwk", "did:key", "did:jwk")
PROOF_ALGORITHMS = ("ES256", "EdDSA", "ES384")
BATCH_SIZE = 10
ISSUER_METADATA_JWT = "openidvci-issuer-metadata+jwt"
_TITLES = {
    DECISION_TYPE: {
        "en": "Recognition decision",
        "fr": "Décision de reconnaissance",
        "es": "Decisión de reconocimiento",
        "ar": "قرار الاعتراف",
    },
    SKILL_RECORD_TYPE: {
        "en": "Skill record",
        "fr": "Relevé de compétences",
        "es": "Registro de competencias",
        "ar": "سجل المهارات",
    },
}
_NAMES_OF_REGISTRY = {
    "en": REGISTRY_NAME,
    "fr": "Registre ouvert de reconnaissance",
    "es": "Registro Abierto de Reconocimiento",
    "ar": "السجل المفتوح للاعتراف",
}
# As the pages have them.
_COLOURS = {"background_color": "#12355b", "text_color": "#ffffff"}
_NAMES = {DECISION_TYPE: "recognition_decision", SKILL_RECORD_TYPE: "skill_record"}
_SHORT = {SD_JWT: "sd_jwt", JWT: "jwt", LDP: "ldp"}
# Path of the claim in an SD-JWT -> what a wallet calls it.
_CLAIMS: Mapping[str, Mapping[str, str]] = {
    "given_name": {"en": "Given name", "fr": "Prénom", "es": "Nombre", "ar": "الاسم"},
    "family_name": {
        "en": "Family name",
        "fr": "Nom de famille",
        "es": "Apellidos",
        "ar": "اسم العائلة",
    },
    "birthdate": {
        "en": "Date of birth",
        "fr": "Date de naissance",
        "es": "Fecha de nacimiento",
        "ar": "تاريخ الميلاد",
    },
    "achievement": {
        "en": "Qualification",
        "fr": "Qualification",
        "es": "Cualificación",
        "ar": "المؤهل",
    },
    "awarding_body": {
        "en": "Awarded by",
        "fr": "Délivrée par",
        "es": "Expedida por",
        "ar": "الجهة المانحة",
    },
    "origin_level": {
        "en": "Level at home",
        "fr": "Niveau dans le pays d’origine",
        "es": "Nivel en el país de origen",
        "ar": "المستوى في بلد المنشأ",
    },
    "recognition": {"en": "Decision", "fr": "Décision", "es": "Decisión", "ar": "القرار"},
    "equivalence": {
        "en": "Comparable level",
        "fr": "Niveau comparable",
        "es": "Nivel comparable",
        "ar": "المستوى المقابل",
    },
    "skills": {"en": "Skills", "fr": "Compétences", "es": "Competencias", "ar": "المهارات"},
    "assessment": {
        "en": "Assessments",
        "fr": "Évaluations",
        "es": "Evaluaciones",
        "ar": "التقييمات",
    },
    "quality": {
        "en": "Quality assurance",
        "fr": "Assurance qualité",
        "es": "Garantía de calidad",
        "ar": "ضمان الجودة",
    },
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """id: also its scope. kind: the type of the credential. format: as OpenID4VCI names it."""

    id: str
    kind: str
    format: str


CONFIGURATIONS: Mapping[str, Configuration] = {
    f"{name}_{short}": Configuration(f"{name}_{short}", kind, named)
    for kind, name in _NAMES.items()
    for named, short in _SHORT.items()
}


def configurations_of(kind: str) -> tuple[str, ...]:
    """The ids for one type of credential."""
    return tuple(one.id for one in CONFIGURATIONS.values() if one.kind == kind)


def issuer_metadata(services: Services, *, now: datetime) -> dict[str, Any]:
    """/.well-known/openid-credential-issuer. OpenID4VCI 1.0, 12.2.4."""
    site = services.settings.public_url
    return {
        "credential_issuer": site,
        "credential_endpoint": f"{site}/credential",
        "nonce_endpoint": f"{site}/nonce",
        "deferred_credential_endpoint": f"{site}/deferred_credential",
        "notification_endpoint": f"{site}/notification",
        "batch_credential_issuance": {"batch_size": BATCH_SIZE},
        **wallet_encryption.issuer_metadata(services, now=now),
        "display": [
            {"name": name, "locale": language, "logo": _logo(site)}
            for language, name in _NAMES_OF_REGISTRY.items()
        ],
        "credential_configurations_supported": {
            one.id: _described(one, site) for one in CONFIGURATIONS.values()
        },
    }


def _logo(site: str) -> dict[str, str]:
    return {"uri": f"{site}/static/mark.svg", "alt_text": REGISTRY_NAME}


def signed_metadata(services: Services, *, now: datetime) -> str:
    """The same as a JWT, by the key that signs questions to wallets. OpenID4VCI 1.0, 12.2.3."""
    identity = identity_of(services, now=now)
    claims = {
        "iss": identity.issuer,
        "sub": services.settings.public_url,
        "iat": int(now.timestamp()),
        **issuer_metadata(services, now=now),
    }
    return identity.sign(claims, ISSUER_METADATA_JWT)


def _described(one: Configuration, site: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "format": one.format,
        "scope": one.id,
        "cryptographic_binding_methods_supported": list(BINDING_METHODS),
        "proof_types_supported": {
            "jwt": {"proof_signing_alg_values_supported": list(PROOF_ALGORITHMS)}
        },
        "credential_metadata": {
            "display": [
                {"name": title, "locale": language, "logo": _logo(site), **_COLOURS}
                for language, title in _TITLES[one.kind].items()
            ]
        },
    }
    if one.format == SD_JWT:
        described["vct"] = VCT[one.kind]
        described["credential_signing_alg_values_supported"] = ["ES256"]
        described["credential_metadata"]["claims"] = [
            _claim([name], words)
            for name, words in _CLAIMS.items()
            if one.kind == DECISION_TYPE or name != "recognition"
        ]
        return described
    definition: dict[str, Any] = {"type": ["VerifiableCredential", one.kind]}
    if one.format == LDP:
        definition = {"@context": [W3C_CONTEXT, CONTEXT_URL], **definition}
        described["credential_signing_alg_values_supported"] = ["eddsa-rdfc-2022"]
    else:
        described["credential_signing_alg_values_supported"] = ["EdDSA"]
    return {**described, "credential_definition": definition}


def _claim(path: list[str], words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "path": path,
        "display": [{"name": text, "locale": language} for language, text in words.items()],
    }


def server_metadata(settings: Settings) -> dict[str, Any]:
    """/.well-known/oauth-authorization-server. RFC 8414; OpenID4VCI 1.0, 12.3."""
    site = settings.public_url
    return {
        "issuer": site,
        "authorization_endpoint": f"{site}/authorize",
        "token_endpoint": f"{site}/token",
        "pushed_authorization_request_endpoint": f"{site}/par",
        "require_pushed_authorization_requests": False,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code",
            "urn:ietf:params:oauth:grant-type:pre-authorized_code",
            "refresh_token",
        ],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": list(CONFIGURATIONS),
        "authorization_details_types_supported": ["openid_credential"],
        "authorization_response_iss_parameter_supported": True,
        "dpop_signing_alg_values_supported": list(PROOF_ALGORITHMS),
        "pre-authorized_grant_anonymous_access_supported": True,
    }
