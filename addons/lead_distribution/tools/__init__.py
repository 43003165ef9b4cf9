"""Plain Python that rooms share: batches and locks, working time, words and sentences."""
