"""Disclosure on application (依申请公开): applications, their clocks, decisions and notices."""
