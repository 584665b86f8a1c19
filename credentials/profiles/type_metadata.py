"""What a wallet shows for our SD-JWT VCs: the document behind each `vct`. SD-JWT VC, type metadata.

Served for ever under /ns, at the address that the `vct` claim names.
"""

from collections.abc import Mapping

from credentials.profiles.facts import Json
from credentials.profiles.sd_jwt_vc import LISTED_CLAIMS, VCT, WHOLE_CLAIMS
from credentials.profiles.vc20 import DECISION_TYPE, SKILL_RECORD_TYPE

LANGUAGES = ("en", "fr", "es", "ar")
# Type -> its name, then what it is, each in LANGUAGES.
_TITLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    DECISION_TYPE: (
        (
            "Recognition decision",
            "Décision de reconnaissance",
            "Decisión de reconocimiento",
            "قرار الاعتراف",
        ),
        (
            "A competent authority's decision on a qualification from abroad.",
            "Décision d'une autorité compétente sur une qualification étrangère.",
            "Decisión de una autoridad competente sobre una cualificación extranjera.",
            "قرار سلطة مختصة بشأن مؤهل من الخارج.",
        ),
    ),
    SKILL_RECORD_TYPE: (
        ("Skill record", "Relevé de compétences", "Registro de competencias", "سجل المهارات"),
        (
            "Verified facts about a qualification or skills, without a decision on recognition.",
            "Faits vérifiés sur une qualification ou des compétences, sans décision.",
            "Hechos verificados sobre una cualificación o competencias, sin decisión.",
            "حقائق متحقق منها عن مؤهل أو مهارات، دون قرار اعتراف.",
        ),
    ),
}
_LABELS: Mapping[str, tuple[str, ...]] = {
    "jti": ("Number", "Numéro", "Número", "الرقم"),
    "copy_of": (
        "Number of the credential that this is a copy of",
        "Numéro du titre dont ceci est une copie",
        "Número de la credencial de la que esta es copia",
        "رقم الشهادة التي هذه نسخة منها",
    ),
    "sub": ("Identifier of the holder", "Identifiant", "Identificador", "معرّف الحامل"),
    "given_name": ("Given name", "Prénom", "Nombre", "الاسم"),
    "family_name": ("Family name", "Nom de famille", "Apellidos", "اسم العائلة"),
    "name_native": (
        "Name in its own script",
        "Nom dans son écriture",
        "Nombre en su escritura",
        "الاسم بخطه الأصلي",
    ),
    "birthdate": ("Date of birth", "Date de naissance", "Fecha de nacimiento", "تاريخ الميلاد"),
    "basis": ("Basis", "Fondement", "Fundamento", "الأساس"),
    "achievement": ("Qualification", "Qualification", "Cualificación", "المؤهل"),
    "awarding_body": (
        "Awarding body",
        "Organisme certificateur",
        "Entidad otorgante",
        "الجهة المانحة",
    ),
    "origin_level": (
        "Level in the country of award",
        "Niveau dans le pays d'origine",
        "Nivel en el país de origen",
        "المستوى في بلد المنح",
    ),
    "equivalence": (
        "Comparison of levels (indicative)",
        "Comparaison des niveaux (indicative)",
        "Comparación de niveles (indicativa)",
        "مقارنة المستويات (إرشادية)",
    ),
    "skills": ("Skills", "Compétences", "Competencias", "المهارات"),
    "assessment": ("Assessment", "Évaluation", "Evaluación", "التقييم"),
    "evidence": ("Evidence", "Justificatifs", "Pruebas", "الأدلة"),
    "quality": ("Quality assurance", "Assurance qualité", "Garantía de calidad", "ضمان الجودة"),
    "decision_id": (
        "Number of the decision",
        "Numéro de la décision",
        "Número de la decisión",
        "رقم القرار",
    ),
    "recognition": ("Decision", "Décision", "Decisión", "القرار"),
    "trace": (
        "How the levels were compared",
        "Comment les niveaux ont été comparés",
        "Cómo se compararon los niveles",
        "كيف قورنت المستويات",
    ),
    "framework_scale": (
        "Levels of the frameworks compared",
        "Niveaux des cadres comparés",
        "Niveles de los marcos comparados",
        "مستويات الأطر المقارنة",
    ),
}


def type_metadata(kind: str) -> Json:
    """The document at the address that VCT[kind] names."""
    names, descriptions = _TITLES[kind]
    listed = [name for name in LISTED_CLAIMS if kind == DECISION_TYPE or name != "recognition"]
    return {
        "vct": VCT[kind],
        "name": names[0],
        "description": descriptions[0],
        "display": [
            {"locale": language, "name": name, "description": description}
            for language, name, description in zip(LANGUAGES, names, descriptions, strict=True)
        ],
        "claims": [
            *(_claim([name], name, "always") for name in WHOLE_CLAIMS),
            *(_claim([name, None], name, "always") for name in listed),
            *({"path": [name], "sd": "never"} for name in ("iss", "nbf", "exp", "cnf", "status")),
        ],
    }


def _claim(path: list[str | None], name: str, disclosable: str) -> Json:
    labels = zip(LANGUAGES, _LABELS[name], strict=True)
    return {
        "path": path,
        "display": [{"locale": language, "label": label} for language, label in labels],
        "sd": disclosable,
    }
