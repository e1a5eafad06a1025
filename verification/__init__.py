"""The judge: claims, evidence and verdicts; the only place that sees theory and simulation."""
