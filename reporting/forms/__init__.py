"""What people type on the reporting floor."""
