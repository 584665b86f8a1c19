"""What codes are called on pages. Each text is a message id of the catalogues."""

from registry.web.translations import mark as _

PURPOSES = {
    "information": _("To know how the levels compare"),
    "employment": _("To work"),
    "further_learning": _("To study further"),
    "regulated_profession": _("To work in a regulated profession"),
}
STATUSES = {
    "DETERMINED": _("The levels correspond"),
    "BETWEEN": _("It lies between levels"),
    "BELOW_LOWEST": _("It lies below the lowest level compared"),
    "ABOVE_HIGHEST": _("It lies above the highest level compared"),
    "COMPATIBLE": _("Sources differ, and share a common core"),
    "CONTESTED": _("Sources contradict each other"),
    "NO_PATH": _("No comparison is known"),
    "NO_COUNTERPART": _("There is no counterpart"),
    "IDENTITY": _("It is the same framework"),
}
# A tag's colour never stands alone: the words say the same.
STATUS_TONES = {
    "DETERMINED": "good",
    "IDENTITY": "good",
    "BETWEEN": "warn",
    "COMPATIBLE": "warn",
    "BELOW_LOWEST": "warn",
    "ABOVE_HIGHEST": "warn",
}
PREDICATES = {
    "exact": _("the same"),
    "close": _("best fit"),
    "broad": _("the other level is wider"),
    "narrow": _("this level is wider"),
    "indeterminate": _("overlapping"),
}
FORCES = (
    _("not reviewed"),
    _("opinion of an expert"),
    _("stated by one side"),
    _("endorsed by both sides"),
    _("decided by the authority of the destination"),
    _("agreed in a treaty"),
)
EFFECTS = {
    "automatic": _("The destination must recognise it if the conditions are met"),
    "managed": _("Recognition goes through a named register or procedure"),
    "conditional": _("Recognition case by case, or with a compensation measure"),
}
FRAMEWORK_STATUSES = {
    "active": _("in use"),
    "in development": _("in development"),
    "retired": _("retired"),
}
OUTCOMES = {
    "FULL": _("Recognised in full"),
    "PARTIAL": _("Recognised in part"),
    "CONDITIONAL": _("Recognised under a condition"),
    "STATEMENT_ONLY": _("Statement on the level, without recognition"),
    "REFUSED": _("Not recognised"),
}
OUTCOME_TONES = {
    "FULL": "good",
    "PARTIAL": "warn",
    "CONDITIONAL": "warn",
    "STATEMENT_ONLY": "",
    "REFUSED": "bad",
}
MEASURE_KINDS = {
    "aptitude_test": _("Aptitude test"),
    "adaptation_period": _("Adaptation period"),
    "bridging_course": _("Bridging course"),
    "language": _("Language skills"),
    "other": _("Another condition"),
}
ASSESSMENT_KINDS = {
    "documents": _("Assessment of documents"),
    "written_test": _("Written test"),
    "practical_test": _("Practical test"),
    "interview": _("Interview"),
    "workplace_observation": _("Observation at work"),
    "portfolio": _("Assessment of a portfolio"),
}
IDENTITY_CHECKS = {
    "none": _("Identity not checked"),
    "in_person": _("Identity checked in person"),
    "remote": _("Identity checked at a distance"),
}
QUALITY_KINDS = {
    "institution_accredited": _("The institution is accredited"),
    "programme_accredited": _("The programme is accredited"),
    "registered": _("It stands in a register"),
}
DETAILS = {
    "description": _("Content of the programme"),
    "criteria": _("What had to be shown"),
    "duration": _("Duration"),
    "workload_hours": _("Workload"),
    "credit_points": _("Credit points"),
    "credit_system": _("Credit system"),
    "languages": _("Languages of instruction"),
    "entry_requirements": _("Entry requirements"),
    "further_learning": _("Gives access to"),
    "occupations": _("Occupations it opens"),
    "legal_basis": _("Legal basis at home"),
    "official_url": _("Official description"),
}
CORRECTION_STATES = {
    "open": _("waits for an officer"),
    "confirmed": _("confirmed"),
    "declined": _("declined"),
}
CORRECTION_TONES = {"open": "warn", "confirmed": "good", "declined": ""}
PERSON_FIELDS = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "name_native": _("Name in own script"),
    "birth_date": _("Date of birth"),
}
EVIDENCE_KINDS = {
    "document": _("Certificate or other document"),
    "employer_attestation": _("Attestation of an employer"),
    "test": _("Result of a test"),
    "interview": _("Record of an interview"),
}
VERIFY_OUTCOMES = {
    "valid": _("This document is genuine and valid"),
    "invalid": _("This document is not valid"),
    "undetermined": _("This document could not be checked completely"),
}
CHECKS = {
    "proof": _("Signature"),
    "issuer_trusted": _("Issuer"),
    "validity": _("Period of validity"),
    "schema": _("Content"),
    "status": _("Not revoked or suspended"),
    "holder_binding": _("Presented by its holder"),
    "release_known": _("Release of the statements"),
    "equivalence_current": _("Comparison still the same today"),
    "qr_matches": _("QR code agrees with the credential inside"),
    "print_matches": _("Print agrees with the credential inside"),
    "seal": _("Electronic seal on the file"),
}
# Faults that only whoever made a document can tell apart: one sentence for each kind.
_MALFORMED = _("It is not written as such a document has to be: made wrongly, or damaged.")
_NOT_ACCEPTED = _("It is signed in a way that is not accepted here.")
_NOT_SIGNED = _("It shows something that its issuer did not sign.")
_CONTENT_WRONG = _("Something in it is missing or is not what such a document may say.")
_HOLDER_UNPROVEN = _("Nothing shows that its holder presented it.")
_KEYS_UNREADABLE = _("The keys of its issuer could not be read.")
_MADE_WRONGLY = (
    "base45_invalid base64url_invalid cose_malformed digest_repeated envelope_invalid "
    "header_not_allowed json_duplicate_key json_invalid json_number_out_of_range json_too_deep "
    "jwe_invalid jws_malformed kid_invalid media_type_wrong multibase_invalid proof_malformed "
    "sd_jwt_malformed type_wrong"
)
CHECK_CODES = {
    **dict.fromkeys(_MADE_WRONGLY.split(), _MALFORMED),
    "algorithm_not_allowed": _NOT_ACCEPTED,
    "critical_header": _NOT_ACCEPTED,
    "cryptosuite_not_allowed": _NOT_ACCEPTED,
    "key_unfit": _NOT_ACCEPTED,
    "disclosure_invalid": _NOT_SIGNED,
    "disclosure_unreferenced": _NOT_SIGNED,
    "claim_invalid": _CONTENT_WRONG,
    "claim_missing": _CONTENT_WRONG,
    "record_invalid": _CONTENT_WRONG,
    "claims_disagree": _("It says two different things about the same."),
    "key_binding_invalid": _HOLDER_UNPROVEN,
    "key_binding_missing": _HOLDER_UNPROVEN,
    "did_document_invalid": _KEYS_UNREADABLE,
    "did_invalid": _KEYS_UNREADABLE,
    "graph_too_complex": _("It is too involved to be checked."),
    "previous_proof_missing": _("A signature that another one rests on is missing."),
    "proof_invalid": _("The signature does not hold."),
    "status_list_invalid": _("The list of revocations could not be read."),
    "revoked": _("The issuer has revoked it."),
    "suspended": _("The issuer has suspended it."),
    "not_yet_valid": _("It is not valid yet."),
    "expired": _("It has expired."),
    "issuer_unknown": _("The issuer is not on our list."),
    "issuer_keys_unavailable": _("The keys of its issuer could not be had now; try again later."),
    "proof_failed": _("Not checked, because the signature does not hold."),
    "schema_failed": _("Not checked, because the content could not be read."),
    "signature_invalid": _(
        "The signature does not fit: the content was changed, or the key is another."
    ),
    "key_unknown": _("The issuer does not use this key."),
    "status_unavailable": _("The list of revocations could not be had."),
    "not_a_presentation": _("A certificate alone does not show who presents it."),
    "not_in_qr": _("The QR code does not carry this; the certificate does."),
    "graph_not_asked": _("Not compared with the graph."),
    "no_equivalence": _("It states no comparison."),
    "release_unknown": _("It names a release that is not known here."),
    "release_differs": _("It names another release than the one published."),
    "equivalence_withdrawn": _("Today the graph gives no answer any more."),
    "equivalence_changed": _("Today the graph answers otherwise."),
    "code_not_genuine": _("Not compared, because the printed code is not genuine."),
    "edition_unknown": _(
        "Not compared: the pages were made with another edition. The seal says that they are as "
        "the registry made them."
    ),
    "edition_unvouched": _(
        "The pages were made with another edition, or forged; no seal vouches for them. Go by what "
        "is shown here, and ask for a new print."
    ),
    "print_not_drawn": _("Not compared: the certificate cannot be drawn on this machine."),
    "drawing_not_compared": _(
        "The words agree with the credential; their shapes were not compared."
    ),
    "print_differs": _("The pages say something else than the credential inside."),
    "print_active": _("The file can show something else later: layers, forms or programs."),
    "seal_missing": _("The file carries no seal."),
    "seal_broken": _("The file was changed after it was sealed."),
    "seal_unknown": _("The seal is whole; nobody on the list vouches for its maker."),
    "seal_expired": _("The seal is whole; its certificate has expired since."),
    "credential_not_read": _("There was no proven credential to compare with."),
    "qr_missing": _("The first page shows no QR code of this registry."),
    "issuer_mismatch": _("It was signed by another than it names as its issuer."),
    "issuer_not_for_this": _("Our list does not vouch for this issuer in such credentials."),
    "issuer_not_yet_trusted": _("Our list does not vouch for this issuer yet."),
    "issuer_no_longer_trusted": _("Our list does not vouch for this issuer any more."),
    "key_compromised": _("The key has come into other hands; whoever holds it can sign anything."),
    "key_retired": _("The key was out of use when this was signed."),
    "proof_expired": _("The signature itself has ended."),
    "proof_purpose_wrong": _("The signature was made for another purpose."),
    "nonce_not_expected": _("Nothing shows that it was presented just now."),
    "nonce_wrong": _("It was presented for another request."),
    "audience_wrong": _("It was presented to somebody else."),
    "key_binding_stale": _("It was not presented just now."),
    "holder_differs": _("It belongs to another holder than the one who presents it."),
    "holder_not_bound": _("It does not say which key its holder has."),
    "holder_wrong": _("It was presented by another than it says."),
    "holder_unknown": _("The key of whoever presents it is not known."),
    "credential_unsecured": _("It is not signed by its issuer."),
    "schema_unavailable": _("It names a schema of its issuer that is not at hand."),
    "term_unknown": _("It holds a term that nobody has defined."),
    "context_unknown": _("It uses a vocabulary that is not known here."),
    "qr_differs": _("The QR code says something else than the credential inside."),
}
CHECK_STATUSES = {
    "passed": _("passed"),
    "failed": _("failed"),
    "not_checked": _("not checked"),
}
CHECK_TONES = {"passed": "good", "failed": "bad", "not_checked": "warn"}
CREDENTIAL_TYPES = {
    "RecognitionDecisionCredential": _("Recognition decision"),
    "SkillRecordCredential": _("Skill record"),
}
ASKABLE = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "birthdate": _("Date of birth"),
    "achievement": _("Qualification"),
    "awarding_body": _("Awarded by"),
    "origin_level": _("Level at home"),
    "recognition": _("Decision"),
    "equivalence": _("Comparable level"),
    "skills": _("Skills"),
    "assessment": _("Assessments"),
    "quality": _("Quality assurance"),
}
ATTESTED_BASES = {
    "formal": _("Qualification checked"),
    "rpl": _("Prior learning shown"),
    "on_the_job": _("Learnt on the job"),
}
CREDENTIAL_STATES = {
    "active": _("valid"),
    "suspended": _("suspended"),
    "revoked": _("revoked"),
}
CREDENTIAL_TONES = {"active": "good", "suspended": "warn", "revoked": "bad"}
STATES = {
    "DRAFT": _("Draft"),
    "SUBMITTED": _("Sent in"),
    "INFO_REQUESTED": _("Papers are missing"),
    "ALT_EVIDENCE": _("Other evidence offered"),
    "COMPLETE": _("Complete"),
    "FRAUD_REVIEW": _("Authenticity in doubt"),
    "VERIFIED": _("Papers verified"),
    "IDENTIFY": _("Skills being identified"),
    "DOCUMENT": _("Skills being documented"),
    "ASSESS": _("Skills being assessed"),
    "CERTIFY": _("Skills being certified"),
    "EVALUATION": _("Being evaluated"),
    "PROPOSED": _("Decision proposed"),
    "DECIDED": _("Decided"),
    "APPEALED": _("Under appeal"),
    "CLOSED": _("Closed"),
    "WITHDRAWN": _("Withdrawn"),
}
EVENTS = {
    "consent": _("Give consent"),
    "submit": _("Send the application"),
    "check": _("The file is complete"),
    "request_information": _("Ask for missing papers"),
    "supply": _("Send the missing papers"),
    "justify_absence": _("Explain why papers cannot be had"),
    "time_out": _("Closed because time ran out"),
    "accept_alternative": _("Accept other evidence"),
    "verify": _("Papers are authentic"),
    "suspect": _("Doubt the authenticity"),
    "clear": _("Doubts are settled"),
    "confirm_fraud": _("Doubts are confirmed"),
    "apply_rule": _("Propose by the automatic rule"),
    "evaluate": _("Start the evaluation"),
    "identify": _("Identify skills"),
    "document": _("Document skills"),
    "assess": _("Assess skills"),
    "certify": _("Certify skills"),
    "propose": _("Propose a decision"),
    "return": _("Send back to the assessor"),
    "decide": _("Decide"),
    "appeal": _("Appeal"),
    "pass_measures": _("Condition met"),
    "fail_measures": _("Condition not met"),
    "close": _("Close the case"),
    "uphold": _("Uphold the decision"),
    "remit": _("Send back for a new decision"),
    "withdraw": _("Withdraw the application"),
}
ACTORS = {
    "worker": _("the worker"),
    "officer:intake": _("an officer for intake"),
    "officer:verification": _("an officer for verification"),
    "officer:assessment": _("an assessor"),
    "officer:decision": _("a decider"),
}
DEADLINES = {
    "acknowledge": _("to confirm receipt"),
    "supply": _("to send the missing papers"),
    "decide": _("to decide"),
    "appeal": _("to appeal"),
    "review": _("to decide on the appeal"),
}
