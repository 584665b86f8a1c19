"""What a report says is wrong, in short."""

from credentials.model import VerificationReport


def codes(report: VerificationReport) -> dict[str, str | None]:
    """The checks that did not pass, with their codes."""
    return {check.name: check.code for check in report.checks if check.status != "passed"}
