"""The pages of the triage floor."""
