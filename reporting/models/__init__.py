"""Outside agencies' reports with their proof, filings, and the papers that were issued."""

from reporting.models.agencies import AgencyAttempt, AgencyReport
from reporting.models.filings import Agency, Filing, FilingRecipient, ProcedureEdition
from reporting.models.papers import IssuedDocument

__all__ = ["Agency", "AgencyAttempt", "AgencyReport", "Filing", "FilingRecipient", "IssuedDocument", "ProcedureEdition"]
