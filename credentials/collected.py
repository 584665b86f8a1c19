"""What a verification has at hand, and how strict it is to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from credentials.certificate.style import Style
from credentials.checks import GraphKnowledge
from credentials.contexts import contexts as known_contexts
from credentials.jsonld.bounds import Contexts
from credentials.opened import Expected, Proving
from credentials.signers import SignerKeys, Signers
from credentials.status import StatusLists
from credentials.trust import TrustList


@dataclass(frozen=True, slots=True)
class Policy:
    """The strict one is for the world; each relaxation is for a named purpose.

    unlisted_issuers: an issuer counts whose keys are known, whoever they are, also under a name
    that is no DID. Only for test issuers, who are nobody. any_holder: a presentation may hold
    what is about somebody else.
    any_moment: a presentation counts even if no challenge was given to compare with.
    """

    unlisted_issuers: bool = False
    any_holder: bool = False
    any_moment: bool = False


STRICT = Policy()
NOTHING_EXPECTED = Expected()


@dataclass(frozen=True, slots=True)
class Collected:
    """What was at hand, and the one instant that all checks are made for.

    statuses: URL -> signed list. resolved: DID -> keys fetched before, for those whom the trust
    list does not know. now: aware UTC. contexts: all that a document may name. seen: signed
    bytes -> when somebody other than their signer had them, which proves their time. styles: of
    certificates, as authorities had and have them.
    """

    trust: TrustList
    statuses: StatusLists
    now: datetime
    knowledge: GraphKnowledge | None = None
    resolved: Mapping[str, SignerKeys] = field(default_factory=dict)
    expected: Expected = NOTHING_EXPECTED
    policy: Policy = STRICT
    contexts: Contexts = field(default_factory=known_contexts)
    seen: Mapping[bytes, datetime] = field(default_factory=dict)
    styles: Sequence[Style] = ()

    @property
    def signers(self) -> Signers:
        return Signers(self.trust, self.resolved)

    @property
    def proving(self) -> Proving:
        return Proving(self.signers, self.now, self.expected)
