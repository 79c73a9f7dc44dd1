"""The one door: raw cells go in, released cells come out, and nothing withheld can be worked out."""
