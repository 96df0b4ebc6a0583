"""One service per stage; none knows another."""
