"""What it costs, as scripts that print JSON."""
