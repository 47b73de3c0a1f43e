"""Files that come and are kept: taken for what they hold, never for what their names say."""
