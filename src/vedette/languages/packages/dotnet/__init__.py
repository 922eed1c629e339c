"""Readers of dotnet: NuGet's projects, lock files and assets."""
