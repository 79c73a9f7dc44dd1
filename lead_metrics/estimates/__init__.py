"""Is this change real? Results that a page may read, and the sentences made from them."""
