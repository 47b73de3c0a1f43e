"""Proof for later: sealed archive files and the reports for supervisors."""
