"""What stands on the certificate: the signed claims as words, ready for the template.

Everything comes from the credential itself, so that two prints of it say the same. No markup
here; the template escapes whatever it is given. This file lays out page 1, `supplement` the rest.
"""

from credentials.certificate import supplement
from credentials.certificate.sheet import Panel, Row, Sheet
from credentials.certificate.wording import Gettext, Wording
from credentials.model import (
    Basis,
    Decision,
    LevelClaim,
    Measure,
    Outcome,
    RecognitionDecision,
    SkillRecord,
)

# Texts on page 1 beyond this stand in full in the supplement only.
_LINE = 90
_SHORT = 150
_NAME = 260
_MEASURES_ON_PAGE_1 = 2


def lay_out(
    record: SkillRecord,
    *,
    issuer: str,
    verify_url: str,
    language: str,
    gettext: Gettext,
    contact: str = "",
    coded: bool = True,
) -> Sheet:
    """One certificate in one language.

    issuer: DID, as signed. language: BCP 47. gettext: message -> text in that language.
    contact: a line of the authority below "Whom to ask". coded: with a QR code and a credential.
    """
    words = Wording(language, gettext)
    decision = record.decision if isinstance(record, RecognitionDecision) else None
    holder, achievement = record.holder, record.achievement
    measures = decision.measures if decision else ()
    shown = tuple(_measure(one, words) for one in measures[:_MEASURES_ON_PAGE_1])
    name, held = _shortened(holder.name, _NAME), _shortened(achievement.name, _NAME)
    return Sheet(
        language=language,
        direction=words.direction,
        title=words.title(decision.outcome if decision else None, record.basis),
        issued_by=_shortened(decision.authority.name, _SHORT)
        if decision
        else gettext("Open Recognition Registry"),
        jurisdiction=words.country(decision.authority.jurisdiction) if decision else "",
        number=record.id.removeprefix("urn:uuid:"),
        created=record.valid_from.strftime("%Y-%m-%dT%H:%M:%SZ"),
        holder_lead=_holder_lead(decision, gettext),
        holder=name,
        holder_native=_shortened(holder.name_native, _NAME),
        holder_size=_size(name),
        born=gettext("born on %(date)s") % {"date": words.day(holder.birth_date)},
        achievement_lead=_achievement_lead(decision, record.basis, gettext),
        achievement=held,
        achievement_native=_shortened(achievement.name_native, _NAME),
        achievement_size=_size(held),
        awarded=_awarded(record, words, gettext),
        panels=_panels(record, decision, words, gettext),
        outcome=words.outcome(decision.outcome) if decision else "",
        facts=_facts(decision, words, gettext) if decision else (),
        measures=shown,
        measures_more=gettext("In full in the supplement.")
        if len(shown) < len(measures)
        or any(short != words.measure(one) for short, one in zip(shown, measures, strict=False))
        else "",
        code_text=gettext("QR code with the signed facts of this certificate"),
        checking_title=gettext("How to check"),
        checking=gettext(
            "Scan the code: it carries the main facts, signed, and needs no connection. "
            "Online, with revocation:"
        ),
        verify_url=verify_url,
        validity=_validity(record, decision, issuer, words, gettext),
        seal=gettext("Issued electronically and signed; valid without a handwritten signature."),
        supplement=gettext("Supplement"),
        sections=supplement.sections(
            record,
            issuer=issuer,
            verify_url=verify_url if coded else "",
            contact=contact,
            words=words,
        ),
        attachment=gettext("The signed credential this certificate shows (vc+jwt)"),
    )


def _holder_lead(decision: Decision | None, gettext: Gettext) -> str:
    if decision and decision.outcome is Outcome.REFUSED:
        return gettext("Decision on the application of")
    return gettext("This certifies that")


def _achievement_lead(decision: Decision | None, basis: Basis, gettext: Gettext) -> str:
    if decision and decision.outcome is Outcome.REFUSED:
        return gettext("to have this qualification recognised")
    return {
        Basis.FORMAL_QUALIFICATION: gettext("holds the qualification"),
        Basis.PRIOR_LEARNING: gettext("has shown in an assessment, by prior learning"),
        Basis.ON_THE_JOB: gettext("has acquired at work"),
    }[basis]


def _measure(measure: Measure, words: Wording) -> str:
    return _shortened(words.measure(measure), _SHORT)


def _size(text: str) -> str:
    for size, limit in (("large", 38), ("medium", 64), ("small", 110)):
        if len(text) <= limit:
            return size
    return "tiny"


def _shortened(text: str, limit: int) -> str:
    """Page 1 has room for so much; the signed credential has it in full."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def _awarded(record: SkillRecord, words: Wording, gettext: Gettext) -> str:
    achievement = record.achievement
    where = words.place(_shortened(achievement.awarding_body, _SHORT), achievement.country)
    if not achievement.awarded_on:
        return where
    when = words.partial_date(achievement.awarded_on)
    return gettext("%(where)s · awarded %(date)s") % {"where": where, "date": when}


def _panels(
    record: SkillRecord, decision: Decision | None, words: Wording, gettext: Gettext
) -> tuple[Panel, ...]:
    """Level at home, what it corresponds to, and the level the decision names: as many as are."""
    panels = []
    if record.origin_level:
        origin = record.origin_level
        panels.append(Panel(gettext("Level at home"), words.level(origin), _framework(origin)))
    if record.equivalences:
        claim = record.equivalences[0]
        panels.append(
            Panel(
                gettext("Corresponds to (indicative)"),
                words.comparison(claim),
                _shortened(claim.framework_name or claim.framework, _LINE),
                words.certainty(claim),
            )
        )
    if decision and decision.level:
        label = gettext("Level by this decision")
        panels.append(
            Panel(label, words.level(decision.level), _framework(decision.level), strong=True)
        )
    return tuple(panels)


def _framework(level: LevelClaim) -> str:
    return _shortened(level.framework_name or level.framework_id, _LINE)


def _facts(decision: Decision, words: Wording, gettext: Gettext) -> tuple[Row, ...]:
    purpose = words.purpose(decision.purpose)
    if decision.occupation:
        purpose = gettext("%(purpose)s (occupation ISCO-08 %(code)s)") % {
            "purpose": purpose,
            "code": decision.occupation,
        }
    refused = decision.outcome is Outcome.REFUSED
    where = gettext("Country") if refused else gettext("Valid in")
    rows = (
        Row(where, words.country(decision.destination)),
        Row(gettext("Purpose"), purpose),
        Row(gettext("Legal basis"), _shortened(decision.legal_basis, _SHORT)),
        Row(gettext("Decided on"), words.day(decision.decided_on)),
    )
    # Whoever is refused is to see on the first page what can be done, and until when.
    appeal = _shortened(words.appeal(decision), _SHORT) if refused else ""
    return (*rows, Row(gettext("Appeal"), appeal)) if appeal else rows


def _validity(
    record: SkillRecord, decision: Decision | None, issuer: str, words: Wording, gettext: Gettext
) -> tuple[Row, ...]:
    number = Row(gettext("Number"), record.id.removeprefix("urn:uuid:"))
    if decision and decision.outcome is Outcome.REFUSED:
        return Row(gettext("Signed by"), issuer), number
    until = gettext("without limit, unless revoked")
    if record.valid_until:
        until = words.day(record.valid_until)
    return (
        Row(gettext("Valid from"), words.day(record.valid_from)),
        Row(gettext("Valid until"), until),
        Row(gettext("Signed by"), issuer),
        number,
    )
