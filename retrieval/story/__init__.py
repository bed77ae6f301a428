"""Stories and the music for them: what a passage feels like, and which songs feel alike."""
