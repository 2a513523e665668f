"""What law demands of us for shoppers and merchants: find, hand out, erase, and record it."""
