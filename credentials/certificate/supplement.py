"""The supplement: what a reader needs to understand the certificate, in a fixed order.

The order is that of the Europass certificate and diploma supplements: the qualification, its
outcomes, its level, its awarding body, its assessment and quality assurance; then the decision,
how the levels compare, and how to verify, to ask and to appeal. A section without content is
left out.
"""

from collections.abc import Iterable

from credentials.certificate import ladder
from credentials.certificate.ladder import Ladder
from credentials.certificate.sheet import (
    Block,
    Entries,
    Paragraph,
    Row,
    Rows,
    Section,
    Steps,
    Table,
    TracedStep,
)
from credentials.certificate.telling import Step, tell
from credentials.certificate.wording import Wording
from credentials.model import (
    Decision,
    Equivalence,
    EvidenceClaim,
    LearningOutcome,
    OutcomeSource,
    RecognitionDecision,
    SkillRecord,
)


def sections(
    record: SkillRecord, *, issuer: str, verify_url: str, contact: str, words: Wording
) -> tuple[Section, ...]:
    """Every section that has something to say.

    issuer: DID. verify_url: the online check, empty for a letter without a code. contact: a line
    of the authority, or empty.
    """
    decision = record.decision if isinstance(record, RecognitionDecision) else None
    made = (
        _decision(decision, words),
        _qualification(record, words),
        _outcomes(record.outcomes, words),
        _levels(record, words),
        _awarding_body(record, words),
        _assessment(record, words),
        _quality(record, words),
        _trace(record, words),
        _evidence(record.evidence, words),
        _verify(verify_url, words),
        _ask(decision, issuer, contact, words),
        _appeal(decision, words),
    )
    return tuple(section for section in made if section.blocks)


def _rows(
    pairs: Iterable[tuple[str, str]], *, address: tuple[str, str] = ("", "")
) -> tuple[Block, ...]:
    """Only the labels that have a text; the last one may be an address."""
    rows = [Row(label, text) for label, text in pairs if text]
    if address[1]:
        rows.append(Row(*address, address=True))
    return (Rows(tuple(rows)),) if rows else ()


def _decision(decision: Decision | None, words: Wording) -> Section:
    _ = words.gettext
    blocks: list[Block] = []
    if decision and decision.reasons:
        blocks.append(Paragraph(decision.reasons))
    if decision and decision.measures:
        measures = tuple(words.measure(measure) for measure in decision.measures)
        blocks.append(Entries(measures, numbered=True, heading=_("Conditions")))
    if decision and decision.remedies:
        blocks.append(
            Entries((decision.remedies,), heading=_("How what is missing may be made good"))
        )
    return Section(_("Reasons and conditions"), tuple(blocks))


def _qualification(record: SkillRecord, words: Wording) -> Section:
    _ = words.gettext
    held = record.achievement
    credit = f"{held.credit_points} {held.credit_system}".strip()
    hours = _("%(hours)s hours") % {"hours": held.workload_hours} if held.workload_hours else ""
    return Section(
        _("The qualification"),
        _rows(
            (
                (_("Title of the qualification"), held.name),
                (_("Original title"), held.name_native),
                (_("Acquired by"), words.basis(record.basis)),
                (_("Field (ISCED-F 2013)"), held.isced_f),
                (_("Occupation (ISCO-08)"), held.isco08),
                (_("Content of the programme"), held.description),
                (_("Requirements met"), held.criteria),
                (_("Duration"), words.period(held.duration)),
                (_("Workload"), hours),
                (_("Credit points"), credit),
                (
                    _("Languages of instruction"),
                    words.list_of(words.language(code) for code in held.languages),
                ),
                (_("Entry requirements"), held.entry_requirements),
                (_("Gives access to"), held.further_learning),
                (_("Occupations it opens"), held.occupations),
                (_("Legal basis at home"), held.legal_basis),
            ),
            address=(_("Official description"), held.official_url),
        ),
    )


def _outcomes(outcomes: tuple[LearningOutcome, ...], words: Wording) -> Section:
    _ = words.gettext
    headings = {
        OutcomeSource.ASSESSMENT: _("Shown by the holder in an assessment"),
        OutcomeSource.QUALIFICATION: _("According to the awarding body, of all who hold it"),
        OutcomeSource.OCCUPATION: _("Usual in the occupation; not shown by the holder"),
    }
    blocks = []
    for source, heading in headings.items():
        texts = tuple(_outcome(one) for one in outcomes if one.source is source)
        if texts:
            blocks.append(Entries(texts, heading=heading))
    return Section(_("What the holder knows and can do"), tuple(blocks))


def _outcome(outcome: LearningOutcome) -> str:
    if outcome.skill_label and outcome.skill_label.casefold() != outcome.text.casefold():
        return f"{outcome.text} (ESCO: {outcome.skill_label})"
    return outcome.text


def _levels(record: SkillRecord, words: Wording) -> Section:
    _ = words.gettext
    pairs = []
    if record.origin_level:
        origin = record.origin_level
        pairs.append((origin.framework_name or origin.framework_id, words.level(origin)))
    for claim in record.equivalences:
        told = " · ".join(filter(None, (words.comparison(claim), words.certainty(claim))))
        pairs.append((claim.framework_name or claim.framework, told))
    return Section(_("Level and framework"), _rows(pairs), _ladder(record, words))


def _ladder(record: SkillRecord, words: Wording) -> Ladder | None:
    if not record.scales:
        return None
    seen = [
        words.gettext("%(framework)s, levels %(lowest)s to %(highest)s: %(interval)s")
        % {
            "framework": scale.name,
            "lowest": scale.levels[0],
            "highest": scale.levels[-1],
            "interval": words.interval(tuple(dict.fromkeys((scale.low, scale.high))))
            if scale.low
            else words.gettext("no level marked"),
        }
        for scale in record.scales
    ]
    drawn = words.gettext("Drawing of the levels, from home to the destination.")
    return ladder.draw(record.scales, " ".join((drawn, "; ".join(seen) + ".")))


def _awarding_body(record: SkillRecord, words: Wording) -> Section:
    _ = words.gettext
    held = record.achievement
    return Section(
        _("Awarding body"),
        _rows(
            (
                (_("Name of the body"), held.awarding_body),
                (_("Country"), words.country(held.country)),
                (
                    _("Date of the award"),
                    words.partial_date(held.awarded_on) if held.awarded_on else "",
                ),
            )
        ),
    )


def _assessment(record: SkillRecord, words: Wording) -> Section:
    _ = words.gettext
    lines = tuple(
        (
            words.assessment(one.kind),
            one.assessor,
            words.partial_date(one.assessed_on) if one.assessed_on else "",
            " · ".join(filter(None, (one.result, words.grade(one.grade, one.scale)))),
            words.identity_check(one.identity_check),
        )
        for one in record.assessments
    )
    heads = (_("Method"), _("Assessed by"), _("Date"), _("Result"), _("Identity checked"))
    return Section(_("Assessment"), (Table(heads, (19, 23, 15, 28, 15), lines),) if lines else ())


def _quality(record: SkillRecord, words: Wording) -> Section:
    _ = words.gettext
    lines = tuple(
        (
            words.quality(one.kind),
            one.body,
            one.number,
            words.span(one.valid_from, one.valid_until),
        )
        for one in record.quality
    )
    heads = (_("What is assured"), _("Assured by"), _("Register number"), _("Validity"))
    return Section(
        _("Quality assurance"), (Table(heads, (30, 20, 18, 32), lines),) if lines else ()
    )


def _trace(record: SkillRecord, words: Wording) -> Section:
    _ = words.gettext
    blocks: list[Block] = []
    if record.trace:
        blocks.append(Steps(tuple(_traced(step, words) for step in record.trace)))
    else:
        blocks.append(Paragraph(_trace_absence(record, words)))
    if record.equivalences:
        blocks.append(Paragraph(_release(record.equivalences[0], words), "small"))
    if record.trace or record.equivalences:
        closing = _("This compares levels; it is not a recognition decision.")
        blocks.append(Paragraph(closing, "closing"))
    return Section(_("How the levels compare"), tuple(blocks))


def _traced(step: Step, words: Wording) -> TracedStep:
    _ = words.gettext
    # The sentence names the document and its date; doubt stands beside it, once.
    sentence = tell({**step, "checked": True}, _, words.partial_date)
    where = " · ".join(part for part in (step["locator"], step["authority"]) if part)
    return TracedStep(
        sentence,
        where or step["document"] or _("no document named"),
        "" if step["checked"] else _("Not checked against the document."),
    )


def _trace_absence(record: SkillRecord, words: Wording) -> str:
    """Why there is no trace."""
    _ = words.gettext
    if record.equivalences:
        claim = record.equivalences[0]
        return _("%(framework)s: %(certainty)s") % {
            "framework": claim.framework_name or claim.framework,
            "certainty": words.certainty(claim),
        }
    if not isinstance(record, RecognitionDecision):
        return _("No comparison of levels was made.")
    return _(
        "No comparison of levels was made. The decision rests on the authority's own assessment."
    )


def _release(claim: Equivalence, words: Wording) -> str:
    return words.gettext(
        "Computed on release %(release)s of the equivalence graph (SHA-256 %(hash)s…) "
        "as of %(date)s."
    ) % {
        "release": claim.release,
        "hash": claim.release_sha256[:16],
        "date": words.day(claim.as_of),
    }


def _evidence(evidence: tuple[EvidenceClaim, ...], words: Wording) -> Section:
    _ = words.gettext
    lines = tuple(
        (words.seen(paper), words.employment(paper), f"SHA-256\u00a0{paper.sha256[:16]}…")
        for paper in evidence
    )
    heads = (_("Document"), _("Issued by"), _("Fingerprint"))
    return Section(_("Evidence seen"), (Table(heads, (37, 33, 30), lines),) if lines else ())


def _verify(verify_url: str, words: Wording) -> Section:
    _ = words.gettext
    if not verify_url:
        sealed = _(
            "This letter carries the electronic seal of the registry: a PDF reader that checks "
            "signatures shows whether it was changed."
        )
        return Section(_("How to verify"), (Paragraph(sealed),))
    ways = (
        _(
            "Scan the QR code on page 1 with the registry's reader: name, year of birth, "
            "qualification, level, outcome and validity are signed in it."
        ),
        _(
            "Or send this file, or the code, to %(address)s: the answer also says whether it was "
            "revoked."
        )
        % {"address": verify_url},
        _(
            "Or take the attached file credential.jwt out of this PDF and check its signature "
            "with any verifier of W3C Verifiable Credentials."
        ),
    )
    who = _(
        "Compare name and birth date with an identity document: the certificate does not prove "
        "who carries it."
    )
    return Section(
        _("How to verify"), (Entries(ways, numbered=True, address=verify_url), Paragraph(who))
    )


def _ask(decision: Decision | None, issuer: str, contact: str, words: Wording) -> Section:
    _ = words.gettext
    pairs = [(_("Signed by"), f"{_('Open Recognition Registry')} ({issuer})")]
    if decision:
        where = words.place(decision.authority.name, decision.authority.jurisdiction)
        pairs.insert(0, (_("Authority"), where))
    lines: tuple[Block, ...] = (Paragraph(contact),) if contact else ()
    return Section(_("Whom to ask"), _rows(pairs) + lines)


def _appeal(decision: Decision | None, words: Wording) -> Section:
    _ = words.gettext
    if not decision or not decision.appeal_until:
        return Section(_("Appeal"), ())
    return Section(_("Appeal"), (Paragraph(words.appeal(decision)),))
