"""The nouns: what a catalog, a profile and a plan are. Data only; every rule about them lives in the stages."""
