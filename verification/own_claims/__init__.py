"""A user's own formulas on trial: read as text, judged in a child process, shown."""
