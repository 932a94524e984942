"""How much of the public histories is rendered, on the databases that their projects support."""
