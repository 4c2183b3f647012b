"""The web application and the command line: they ask the rules and keep the record."""
