"""The model (IR) that everything after the spec works on."""
