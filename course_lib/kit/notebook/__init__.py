"""What every notebook shares: its rules, its metadata, one meaning for each symbol."""
