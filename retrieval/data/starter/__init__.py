"""The starter corpus: music composed and rendered by this project, with labels that follow from the score."""
