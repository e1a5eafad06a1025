"""What `linrec probe` does: a parameterization read, derived, measured, judged and shown."""
