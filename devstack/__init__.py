"""The launcher: makes the environment, starts the embedded services, runs the demo or the tests. Never used in production."""
