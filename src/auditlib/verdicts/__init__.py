"""Two states, or a document and a state, to verdicts: what was eliminated, what broke, what is true."""
