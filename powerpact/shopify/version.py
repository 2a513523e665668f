"""The Admin API version that we speak, named here only (platform facts 7)."""

API_VERSION = "2026-10"
