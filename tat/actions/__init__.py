"""The ground floor's own acts: the sweep that cannot forget, the sender, the daily list."""
