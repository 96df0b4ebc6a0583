"""What the `reelmesh` command does, one file a command or concern."""
