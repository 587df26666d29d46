"""τ-bench's retail shop (Yao et al. 2024, arXiv 2406.12045) in our store, and its actions at our order desk."""
