"""What templates draw and say: icons, levels, time rules, times in words."""
