"""Wrong formulas made on purpose, and what kills them."""
