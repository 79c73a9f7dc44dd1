"""Is this change real? Every estimate of a release, made where it is made and stored with it."""
