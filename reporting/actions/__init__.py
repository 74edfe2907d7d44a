"""What people do towards outside agencies and with papers: each function is one act, in one transaction, with one line in the log."""
