"""What `linrec simulate` does: a simulation laid out, run, held against theory, and shown."""
