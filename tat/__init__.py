"""People, teams, roles, clocks, the law, the log, files, duties and outgoing mail; and the project's wiring."""
