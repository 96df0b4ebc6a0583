"""What the makers of Reelmesh run by hand or in CI."""
