"""Proof that what is said rests on evidence: claims in words, and the evidence that proves them."""
