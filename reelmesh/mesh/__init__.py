"""What every program stands on; knows no stage and no graph."""
