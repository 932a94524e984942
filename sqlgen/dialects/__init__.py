"""Operations as SQL: what databases have in common, and one module for each with ways of its own."""
