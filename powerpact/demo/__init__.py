"""The whole marketplace on one machine, told as it happens: `powerpact demo`."""
