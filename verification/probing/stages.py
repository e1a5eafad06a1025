"""The steps of a probe, in the order in which they are taken."""

STEPS = (
    "head",
    "domain",
    "closed_forms",
    "limits",
    "optimal",
    "landscape",
    "measured",
    "curves",
    "proof",
)
FINITE = ("head", "domain", "closed_forms", "measured", "curves")  # after finitely many steps
