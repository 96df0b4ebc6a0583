"""A bed of music by mood: composed in score.py, played by player.py. No recordings."""
