"""The forms of the triage floor."""
