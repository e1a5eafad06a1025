"""What theory says: closed forms for the moments of linear recurrences, derived exactly."""
