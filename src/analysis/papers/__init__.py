"""Papers: their catalogue, what was transcribed from them, and the verdicts on their claims."""
