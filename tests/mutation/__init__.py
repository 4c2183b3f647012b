"""Whether the tests would notice: small faults put into the rules one by one, in a copy, each to be caught by the tests of its file."""
