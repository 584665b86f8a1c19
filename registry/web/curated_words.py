"""What curated facts say in English, for a reader of another language.

Which papers an authority asks for, how long it takes and what it costs come in few phrases, and a
worker must understand them: these are messages of the catalogues. Everything else (names of
authorities, titles of documents) stays as it is, marked as English, for a voice that reads the
page aloud and for a page that runs from right to left.
"""

from markupsafe import Markup

from registry.web.translations import SOURCE_LANGUAGE, Language
from registry.web.translations import mark as _

PHRASES = frozenset(
    {
        # Papers.
        _("application form"),
        _("attestation by home authorities"),
        _("certificate or diploma"),
        _("certified copy of the award"),
        _("certified copy of the award with translation"),
        _("curriculum or hours"),
        _("DataFlow primary source verification"),
        _("diploma"),
        _("employer letters"),
        _("employment evidence"),
        _("identity document"),
        _("language proof"),
        _("list of training and jobs in German"),
        _("original award"),
        _("other proofs of training"),
        _("proof of licence or good standing"),
        _("proof of relevant work experience"),
        _("proof of work hours"),
        _("record of study"),
        _("training records"),
        _("transcript or record of study"),
        _("translation"),
        _("translation where asked"),
        _("verification proof of the award from a screening company"),
        _("work certificates"),
        # Times and fees.
        _("about three months once the file is complete"),
        _("four months from a complete file"),
        _("six months from a complete file (Royal Decree 889/2022)"),
        _("three to four months once complete"),
        _("100 to 600 EUR (page undated); see authority"),
        _("free of charge"),
        _("free of charge for online statements"),
        _("see authority"),
        # Appeals that name no body of their own.
        _("administrative appeal"),
        _("administrative appeal then court"),
        _("administrative court"),
        _("as the notice states"),
        _("objection or administrative court"),
        _("objection or administrative court, as the notice states"),
        _("objection to the authority or action in the administrative court, as the notice states"),
        _("request for re-examination"),
        _("request for review"),
        _("review or appeal"),
        _("review request"),
    }
)


def curated(language: Language, text: str) -> str:
    """A curated English text on a page of this language; its markup is safe."""
    if language.code == SOURCE_LANGUAGE or not text:
        return text
    if text in PHRASES:
        return language.gettext(text)
    return Markup('<bdi lang="en">{}</bdi>').format(text)
