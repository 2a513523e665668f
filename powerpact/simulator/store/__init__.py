"""What a store holds: plain records without behaviour of their own."""
