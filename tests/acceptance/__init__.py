"""What a user gets, from the command line to the finished file."""
