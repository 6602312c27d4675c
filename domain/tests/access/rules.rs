//! What the random sequences found, each by itself.
