"""What can be said of a parameterization without running it."""
