"""One new case walked from the report to its closing, by the people who would do it, through the pages and forms that they would use."""
