"""Programs around the portal: set up, serve, test. They know Django only through manage.py."""
