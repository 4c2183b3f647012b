"""Starter outlines and reasons for fixing: data, not rules."""
