"""What is refused about facts of a case and corrections of a person. See `registry.errors`."""

from registry.errors import RegistryError


class CaseFactUnknown(RegistryError):
    """The case has no such assessment or quality statement, or it was taken back."""

    code = "case_fact_unknown"


class CaseFactsLimitReached(RegistryError):
    """Members: limit."""

    code = "case_facts_limit_reached"


class CorrectionUnknown(RegistryError):
    code = "correction_unknown"


class CorrectionOpen(RegistryError):
    """Another correction of this person waits for an officer."""

    code = "correction_open"


class CorrectionSettled(RegistryError):
    """It was confirmed or declined already."""

    code = "correction_settled"
