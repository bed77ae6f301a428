"""Short passages of made-up stories, each of one mood, to learn from where no labelled texts are at hand.

`moods/*.toml` is what happens and what is seen, mood by mood; `frames.toml` how each register begins and
ends. Both come in two halves that share no scene, so that a half is a test of what was learnt from the
other.
"""
