"""The codes about credentials, certificates, keys and wallets; a part of `problem_kinds`."""

from registry.web.problem_kind import ProblemKind
from registry.web.translations import mark as _

THE_CREDENTIAL = {
    "decision_unknown": ProblemKind(
        404, _("There is no decision yet"), _("Wait until the authority has decided.")
    ),
    "record_invalid": ProblemKind(
        422,
        _("These facts cannot be certified"),
        _("Correct what the detail names; nothing was decided or signed."),
    ),
    "claim_invalid": ProblemKind(
        422,
        _("These facts do not fit into a credential"),
        _("Shorten or leave out what the detail names; nothing was decided or signed."),
    ),
    "credential_unknown": ProblemKind(
        404, _("There is no such credential"), _("Check the identifier.")
    ),
    "credential_already_revoked": ProblemKind(
        409, _("This credential is revoked"), _("A revocation is final; decide again instead.")
    ),
    "credential_already_suspended": ProblemKind(
        409, _("This credential is suspended already"), _("Reinstate or revoke it.")
    ),
    "credential_not_suspended": ProblemKind(
        409,
        _("This credential is not suspended"),
        _("Only a suspended credential can be reinstated."),
    ),
    "issuing_not_offered": ProblemKind(
        403,
        _("Documents of others are not signed here"),
        _("Apply for recognition; what an authority decides is issued as a credential."),
    ),
    "verification_failed": ProblemKind(
        400,
        _("The credential or presentation does not count"),
        _("Look at the checks listed; ask its holder for a new one if it has ended."),
    ),
    "credential_refused": ProblemKind(
        400,
        _("This document cannot be issued as a credential"),
        _("Correct what the detail names; nothing was signed."),
    ),
    "credential_replaced": ProblemKind(
        409,
        _("A newer edition has taken the place of this credential"),
        _("Use the credential named under “replaced_by”."),
    ),
    "format_not_offered": ProblemKind(
        422,
        _("A credential is not given in this format"),
        _("Ask for one of the formats listed."),
    ),
    "wallet_unknown": ProblemKind(
        422,
        _("This wallet is not known here"),
        _("Open your credential here and use the code shown for wallets instead."),
    ),
    "presentation_request_unknown": ProblemKind(
        404,
        _("There is no such question, or it is no longer kept"),
        _("Ask again; an answer is kept for a short time only."),
    ),
    "claims_query_not_allowed": ProblemKind(
        422,
        _("A wallet may not be asked for this"),
        _("Ask for a few named claims; the detail says what is wrong."),
    ),
    "status_list_unknown": ProblemKind(
        404, _("There is no such status list"), _("Check the address.")
    ),
    "trust_entry_unknown": ProblemKind(
        404, _("The trust list has no such issuer"), _("Check the identifier.")
    ),
    "trust_list_invalid": ProblemKind(
        422,
        _("This cannot stand on a trust list"),
        _("Correct what the detail names; nothing was changed."),
    ),
    "trust_list_unproven": ProblemKind(
        422,
        _("Nothing shows whose trust list this is"),
        _("Name the signer, whose keys have to be on this registry’s own list."),
    ),
    "trust_list_outdated": ProblemKind(
        409,
        _("A newer version of this trust list has been taken in"),
        _("Ask the signer for the list as it is now; nothing was changed."),
    ),
    "certificate_style_invalid": ProblemKind(
        422,
        _("Certificates cannot be printed in this style"),
        _("Correct what the detail names; nothing was changed."),
    ),
    "certificate_language_unknown": ProblemKind(
        422,
        _("The certificate is not written in this language"),
        _("Name one or two of the languages that the detail lists."),
    ),
    "certificate_expired": ProblemKind(
        409,
        _("This certificate has expired"),
        _("Ask for a copy that is marked as expired (expired=mark), or for a new decision."),
    ),
    "glyph_missing": ProblemKind(
        503,
        _("A letter of this certificate cannot be drawn"),
        _("Ask the registry to install a font that has it; the certificate was not made."),
    ),
    "time_stamp_failed": ProblemKind(
        503,
        _("The time-stamping service does not answer"),
        _("Try again in a moment; the certificate was not made."),
    ),
    "format_unknown": ProblemKind(
        422,
        _("This is not a credential we can read"),
        _("Send the credential, the certificate as PDF, or a picture of its QR code."),
    ),
    "credential_too_large": ProblemKind(
        413, _("This credential is too large"), _("Send the credential or the certificate alone.")
    ),
    "media_type_wrong": ProblemKind(
        422,
        _("The content is of another kind than stated"),
        _("State the media type of what is sent."),
    ),
    "envelope_invalid": ProblemKind(
        422,
        _("This envelope is not put together as it should be"),
        _("Send the credential or presentation inside it, or correct what the detail names."),
    ),
    "pdf_unreadable": ProblemKind(
        422, _("This PDF is damaged or cut off"), _("Ask for the file again, or scan the QR code.")
    ),
    "pdf_without_credential": ProblemKind(
        422,
        _("This PDF holds no credential"),
        _("Use the certificate as it was issued, not a print or scan of it."),
    ),
    "picture_unreadable": ProblemKind(
        422, _("This picture is damaged"), _("Take the picture again, as PNG or JPEG.")
    ),
    "qr_not_found": ProblemKind(
        422, _("No QR code was found in this picture"), _("Take a sharp picture of the whole code.")
    ),
}
