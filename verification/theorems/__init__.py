"""Theorems on trial: certificates, and witnesses by other roads."""
