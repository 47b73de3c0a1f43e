"""Copies of files from which something was really taken out: each page becomes a picture with the boxes burnt in."""
