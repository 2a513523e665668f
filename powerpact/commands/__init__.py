"""Commands of ``powerpact``: one file per noun, mounted by ``powerpact.cli``."""
