"""The theorems of linear recurrences that are proved here."""
