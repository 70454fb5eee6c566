"""What names say: the words of a key, the role they make, the environment they speak of."""
