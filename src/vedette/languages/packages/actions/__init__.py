"""Readers of actions: GitHub workflows and composite actions."""
