"""A user's text becomes an exact expression, number or point without anything being executed."""

from verification.expression.names import canonical_name
from verification.expression.reading import parse_expression, parse_map, parse_number, parse_point

__all__ = ["canonical_name", "parse_expression", "parse_map", "parse_number", "parse_point"]
