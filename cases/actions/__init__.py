"""What people do to a case: each function is one act, in one transaction, with one line in the log."""
