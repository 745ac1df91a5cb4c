"""Benchmarks: each figure is a ratio to a floor measured in the same run.

`python -m bench` pages of the demo; `bench.queue`, `bench.verify` desks and sums of the nation's
size; `bench.deadlines` the daily run; `bench.intake`, `bench.similar`, `bench.isolation`,
`bench.uploads` what their names say; `bench.world` builds the nation that others open;
`bench.soak` tests many times as long.
"""
