"""Questions to the practice file: plain SELECTs that return typed rows."""
