"""Every code that can leave over HTTP: its status, its title and what the caller can do.

docs/errors.md shows this table; a test keeps the two the same and reaches each code. What is about
credentials stands in `credential_problems`.
"""

from registry.web.credential_problems import THE_CREDENTIAL
from registry.web.problem_kind import ProblemKind
from registry.web.translations import mark as _

_THE_REQUEST = {
    "path_unknown": ProblemKind(
        404, _("There is nothing at this address"), _("Check the address.")
    ),
    "method_not_allowed": ProblemKind(
        405, _("This method is not possible here"), _("Use a method named in the Allow header.")
    ),
    "request_unreadable": ProblemKind(
        400, _("The request cannot be read"), _("Send well-formed JSON or form data.")
    ),
    "validation_failed": ProblemKind(
        422, _("Some fields are missing or wrong"), _("Correct the fields listed.")
    ),
    "content_too_large": ProblemKind(
        413, _("The request is too large"), _("Send less; the detail names the limit.")
    ),
    "media_type_unsupported": ProblemKind(
        415,
        _("This kind of content is not accepted"),
        _("Use a media type that the documentation lists."),
    ),
    "not_acceptable": ProblemKind(
        406,
        _("The content cannot be given in this form"),
        _("Ask for a media type that the detail lists."),
    ),
    "too_many_requests": ProblemKind(
        429, _("Too many tries"), _("Wait for the time named in Retry-After, then try again.")
    ),
    "cursor_invalid": ProblemKind(
        400,
        _("This page of the list does not exist"),
        _("Start at the first page and follow “next”."),
    ),
    "internal_error": ProblemKind(
        500, _("Something went wrong on our side"), _("Try again later; nothing was changed.")
    ),
    "database_busy": ProblemKind(
        503, _("The registry is busy"), _("Send the same request again in a moment.")
    ),
    "database_unusable": ProblemKind(
        503, _("The registry cannot reach its records"), _("Try again later; nothing was changed.")
    ),
    "not_ready": ProblemKind(503, _("The registry is starting"), _("Try again in a moment.")),
}
_THE_CALLER = {
    "sign_in_required": ProblemKind(
        401, _("You need to sign in"), _("Sign in, or send a bearer token.")
    ),
    "bad_credentials": ProblemKind(
        401, _("Email or password is wrong"), _("Check both and try again.")
    ),
    "token_invalid": ProblemKind(
        401, _("The token is not ours"), _("Ask for a new token at /api/v1/accounts/token.")
    ),
    "token_expired": ProblemKind(
        401, _("The token has expired"), _("Ask for a new token at /api/v1/accounts/token.")
    ),
    "scope_invalid": ProblemKind(
        400, _("This scope is not possible"), _("Ask only for roles that the account has.")
    ),
    "not_permitted": ProblemKind(
        403, _("You may not do this"), _("Ask someone with the role or permission that is needed.")
    ),
    "not_a_party": ProblemKind(
        403,
        _("This case is not yours"),
        _("Use the account of the worker or of the authority of this case."),
    ),
    "four_eyes_required": ProblemKind(
        403, _("A second officer must do this"), _("Ask another officer of the authority.")
    ),
    "form_expired": ProblemKind(
        403, _("This form has expired"), _("Go back, load the page again and send the form again.")
    ),
    "origin_foreign": ProblemKind(
        403,
        _("This form came from another site"),
        _("Open the page of the registry itself and send the form there."),
    ),
    "email_taken": ProblemKind(
        409, _("There is an account with this email"), _("Sign in, or use another email.")
    ),
    "account_unknown": ProblemKind(404, _("There is no such account"), _("Check the identifier.")),
    "role_unknown": ProblemKind(
        422, _("There is no such role"), _("Use a role that the documentation lists.")
    ),
    "organisation_unknown": ProblemKind(
        422, _("There is no such organisation"), _("Check the identifier of the organisation.")
    ),
}
_THE_GRAPH = {
    "framework_unknown": ProblemKind(
        404, _("There is no such framework"), _("Choose a framework from the list of frameworks.")
    ),
    "level_unknown": ProblemKind(
        404, _("There is no such level"), _("Choose a level that the framework has.")
    ),
    "level_of_other_framework": ProblemKind(
        422,
        _("This level belongs to another framework"),
        _("Name a level of the framework in question."),
    ),
    "country_unknown": ProblemKind(
        422, _("There is no such country"), _("Use the two letters of ISO 3166-1, such as DE.")
    ),
    "country_without_framework": ProblemKind(
        422,
        _("No framework is known for this country"),
        _("Name a framework instead, or ask the authority of the country."),
    ),
    "qualification_unknown": ProblemKind(
        404,
        _("There is no such qualification"),
        _("Search the register, or name framework and level."),
    ),
    "qualification_without_level": ProblemKind(
        422,
        _("The level of this qualification is not known"),
        _("Name framework and level yourself, if your certificate states them."),
    ),
    "dates_reversed": ProblemKind(
        422, _("These dates are in the wrong order"), _("Check which date comes first.")
    ),
    "award_date_in_future": ProblemKind(
        422,
        _("The date of award lies in the future"),
        _("Give the date that stands on the certificate."),
    ),
    "release_unknown": ProblemKind(
        404, _("There is no such release"), _("Choose a number from the list of releases.")
    ),
    "entity_unknown": ProblemKind(
        404, _("This identifier names nothing in the release in force"), _("Check the identifier.")
    ),
    "query_invalid": ProblemKind(
        400,
        _("This query cannot be understood"),
        _("Send one SPARQL 1.1 query; the detail says where it goes wrong."),
    ),
    "query_not_allowed": ProblemKind(
        403,
        _("This query is not allowed"),
        _("Only read, and ask only this graph: no updates, no LOAD, no SERVICE."),
    ),
    "query_too_long": ProblemKind(
        413, _("This query is too long"), _("Send less; the detail names the limit.")
    ),
    "query_timeout": ProblemKind(
        422,
        _("This query takes too long"),
        _("Ask for less at once, or fetch the whole release and ask it yourself."),
    ),
    "query_too_costly": ProblemKind(
        422,
        _("This query needs too much memory"),
        _("Ask for less at once, or fetch the whole release and ask it yourself."),
    ),
    "result_too_large": ProblemKind(
        422,
        _("This answer is too large"),
        _("Add LIMIT and OFFSET, or fetch the whole release and ask it yourself."),
    ),
    "queries_busy": ProblemKind(
        503, _("Too many queries at once"), _("Send the same request again in a moment.")
    ),
}
_CURATION = {
    "draft_unknown": ProblemKind(404, _("There is no such draft"), _("Check the identifier.")),
    "draft_change_unknown": ProblemKind(
        404, _("The draft has no such change"), _("Read the draft again.")
    ),
    "draft_step_not_allowed": ProblemKind(
        409,
        _("The draft cannot take this step now"),
        _("Read the draft again; “allowed” lists the steps that are possible."),
    ),
    "draft_invalid": ProblemKind(
        422,
        _("The draft breaks rules of the graph"),
        _("Correct each statement listed, then send again."),
    ),
    "statement_unknown": ProblemKind(
        404,
        _("There is no such statement in this release"),
        _("Check the identifier, and which release the draft starts from."),
    ),
    "statement_invalid": ProblemKind(
        422, _("This cannot be a statement"), _("Correct the field or statement that is named.")
    ),
    "office_not_competent": ProblemKind(
        403,
        _("Your office has no say in this"),
        _("Ask an authority of one of the countries listed, or the registry."),
    ),
    "import_faulty": ProblemKind(
        422,
        _("The file has faults; nothing was imported"),
        _("Correct every row listed, then send the file again."),
    ),
    "import_unreadable": ProblemKind(
        422, _("The file cannot be read"), _("Save it again in one of the formats of the exchange.")
    ),
    "import_too_large": ProblemKind(
        413,
        _("The file is too large to import"),
        _("Send it in parts; the detail names the limit."),
    ),
    "import_format_unknown": ProblemKind(
        415,
        _("The format of the file is not known"),
        _("Give it the suffix of one of the formats listed."),
    ),
    "export_impossible": ProblemKind(
        409,
        _("This format cannot hold the release"),
        _("Ask for another format, such as N-Quads."),
    ),
    "examples_invalid": ProblemKind(
        422,
        _("This is not a file of examples"),
        _("Correct the place that the detail names."),
    ),
    "regression_examples_unknown": ProblemKind(
        404, _("There is no such file of examples"), _("Check the identifier.")
    ),
    "regression_examples_differ": ProblemKind(
        409,
        _("Attached examples get other answers"),
        _("Correct the draft, or ask the office that brought the file to retire it."),
    ),
}
_THE_CASE = {
    "application_unknown": ProblemKind(
        404, _("There is no such application"), _("Check the identifier.")
    ),
    "no_competent_authority": ProblemKind(
        422,
        _("No competent authority is known for this"),
        _("Choose another purpose or destination, or ask the embassy of the destination."),
    ),
    "authority_not_competent": ProblemKind(
        422,
        _("Choose one of the competent authorities"),
        _("Name one of the authorities listed under “choices”."),
    ),
    "consent_missing": ProblemKind(
        422,
        _("Your consent is missing"),
        _("Agree that the authority may use your papers, then send again."),
    ),
    "transition_not_allowed": ProblemKind(
        409,
        _("This step is not possible now"),
        _("Read the case again; “allowed” lists the steps that are possible."),
    ),
    "application_already_decided": ProblemKind(
        409, _("This application is already decided"), _("Appeal, if the time for it is not over.")
    ),
    "decision_incomplete": ProblemKind(
        422,
        _("The decision is not complete"),
        _("Add what the detail names: reasons, remedies, appeal, measures or level."),
    ),
    "conflict": ProblemKind(
        409, _("Someone else changed this in the meantime"), _("Read it again, then decide again.")
    ),
    "evidence_unknown": ProblemKind(404, _("There is no such paper"), _("Check the identifier.")),
    "evidence_missing": ProblemKind(
        422, _("No paper has been handed in"), _("Add at least one paper, then send again.")
    ),
    "evidence_too_large": ProblemKind(
        413, _("This paper is too large"), _("Save it smaller; the detail names the limit.")
    ),
    "evidence_type_unsupported": ProblemKind(
        415, _("This kind of file is not accepted"), _("Use PDF, PNG or JPEG.")
    ),
    "evidence_type_mismatch": ProblemKind(
        422, _("The file is not what it says it is"), _("Save it again as PDF, PNG or JPEG.")
    ),
    "evidence_limit_reached": ProblemKind(
        409, _("No more papers can be added"), _("Ask the authority which papers it needs.")
    ),
    "case_fact_unknown": ProblemKind(
        404, _("The case has no such fact"), _("Read the case again; it may have been taken back.")
    ),
    "case_facts_limit_reached": ProblemKind(
        409, _("No more of these can be recorded"), _("Take back what does not count.")
    ),
    "correction_unknown": ProblemKind(
        404, _("The case has no such correction"), _("Check the identifier.")
    ),
    "correction_open": ProblemKind(
        409,
        _("A correction waits already"),
        _("Have it confirmed or declined first, then propose the next one."),
    ),
    "correction_settled": ProblemKind(
        409, _("This correction is settled"), _("Read the case again.")
    ),
}
KINDS = {**_THE_REQUEST, **_THE_CALLER, **_THE_GRAPH, **_CURATION, **_THE_CASE, **THE_CREDENTIAL}
GROUPS = (
    (_("The request"), _THE_REQUEST),
    (_("The caller"), _THE_CALLER),
    (_("The equivalence graph"), _THE_GRAPH),
    (_("Curation"), _CURATION),
    (_("The case"), _THE_CASE),
    (_("The credential"), THE_CREDENTIAL),
)
