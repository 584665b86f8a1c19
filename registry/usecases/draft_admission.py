"""What an edit may claim of itself: an identifier that is its own, a force that its kind gives.

The shapes look at a statement as RDF; these are claims that would be wrong before it is RDF.
"""

import re

from mappings import namespaces
from mappings.curated_statements import force_of_set
from mappings.errors import StatementInvalid
from mappings.model import Correspondence, Force
from mappings.parts import Noun, Part, Statement, iri_of
from mappings.revision import Act, Edit

IRI_LENGTH, ID_LENGTH = 300, 200
IRI_OF = {
    Noun.FRAMEWORK: namespaces.framework_iri,
    Noun.CORRESPONDENCE: namespaces.statement_iri,
    Noun.RULE: namespaces.rule_iri,
    Noun.CITATION: namespaces.agreement_iri,
    Noun.PROCEDURE: namespaces.procedure_iri,
    Noun.OPPORTUNITY: namespaces.opportunity_iri,
}
_SCHEMES = ("http://", "https://", "urn:")
# Taken in from another registry, a statement may be a later version there.
_VERSION = re.compile(r"\.v[0-9]+$")
# Not in an IRI (RFC 3987, 2.2), beside control characters.
_NO_IRI = frozenset('<>"{}|\\^` ')


def require(edit: Edit, noun: Noun, current: Part | None) -> None:
    """current: what stands under the IRI now. Raises StatementInvalid."""
    part = edit.part
    if part is None:
        return
    if edit.act is Act.ADD:
        require_name(part.id)
        _require_own_iri(part, noun)
    if isinstance(part, Statement):
        _require_force_of_kind(part, current)


def require_name(name: str) -> None:
    """Raises StatementInvalid."""
    if not 0 < len(name) <= ID_LENGTH or not name.isprintable() or name != name.strip():
        raise StatementInvalid(f"id: write 1 to {ID_LENGTH} characters in one line.", field="id")


def _require_own_iri(part: Part, noun: Noun) -> None:
    """An IRI under our base names one thing: that of its noun and id, nothing else."""
    iri = iri_of(part)
    strange = any(each in _NO_IRI or not each.isprintable() for each in iri)
    if strange or len(iri) > IRI_LENGTH or not iri.startswith(_SCHEMES):
        raise StatementInvalid(
            f"iri: write an absolute IRI without spaces, at most {IRI_LENGTH} characters.",
            field="iri",
        )
    own = IRI_OF[noun](part.id)
    if iri.startswith(namespaces.BASE) and _VERSION.sub("", iri) != _VERSION.sub("", own):
        raise StatementInvalid(
            f"iri: under {namespaces.BASE} a {noun} {part.id} is {own}; leave "
            "it out, or use a base of your own.",
            field="iri",
        )


def _require_force_of_kind(part: Statement, current: Part | None) -> None:
    """A comparison does not become law by saying so (domain model, sections 4 and 5)."""
    if not isinstance(part, Correspondence):
        return
    if isinstance(current, Statement) and part.force <= current.force:
        return
    most = Force.JOINT if part.absence else force_of_set(part.kind, mutual=part.mutual)
    if part.force > most:
        raise StatementInvalid(
            f"force: of the kind {part.kind!r}, {'mutual' if part.mutual else 'not mutual'}, it "
            f"is F{most:d} at most, not F{part.force:d}; correct force, kind or mutual.",
            field="force",
            statement=part.iri,
        )
