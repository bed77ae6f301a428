"""What must stay true; mirrors the packages."""
