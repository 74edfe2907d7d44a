"""What people do with reports and at triage: each function is one act, in one transaction, with one line in the log."""
