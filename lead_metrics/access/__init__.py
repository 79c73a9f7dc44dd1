"""Who may see and do what: pure rules, default no."""
