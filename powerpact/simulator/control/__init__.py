"""The control API under /_control: what a person or a test tells the simulator to do.

Bodies and answers are JSON; a refusal is `{"error": "<a sentence>"}` with 400, 404 or 409.
"""
