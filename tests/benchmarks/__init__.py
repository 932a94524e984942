"""Time and memory beside other tools, measured as whole processes; nothing here is a test."""
