"""What the pools of a video model share: its families, its pipeline, and the sizes it makes."""
