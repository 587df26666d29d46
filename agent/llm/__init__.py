"""Language models: OpenAI-compatible servers and the embedded one."""
