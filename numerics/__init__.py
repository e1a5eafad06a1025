"""What simulation measures, without knowing the answer."""
