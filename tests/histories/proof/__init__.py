"""The proof that what sqlgen renders is right, on real servers."""
