"""The nation as `bench.world` builds it: invented, and the same each time."""
