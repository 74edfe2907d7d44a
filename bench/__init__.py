"""Speed, measured: each figure as a ratio of a floor that was measured in the same run. `./run bench` runs it; the product never does."""
