"""Everything that speaks Word, in and out."""
