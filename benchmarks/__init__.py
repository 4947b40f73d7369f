"""How far each job is from its limit: `python -m benchmarks NAME [--size N] [--database sqlite|postgres] [--json]`."""
