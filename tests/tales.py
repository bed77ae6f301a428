"""Texts that tests find music for: a tale whose mood turns, and a manual that has none."""

TALE = """The Lighthouse

Every evening my grandmother tucked us in under the heavy quilt and kissed each of us on the forehead.

Then the storm came. The wind tore the shutters from the wall, and something was hammering at the cellar door,
slowly, again and again, and nobody in the room dared to breathe.

"Stay where you are," my father whispered, and took the axe from its hook. In the dark I heard, quite near, a
breath that was not ours.

In the morning the boat was gone, and so was he. My mother wept on the shore for three days without a word.
She never lit the lamp again. The grave beside the church is empty to this day.

Years later a ship sailed into the bay with flags at every mast. The children raced down to the pier,
shouting, the bells rang, and there he stood, laughing. We danced in the street until the sun came up!
"""
MANUAL = """\
Fill the tank with cold water up to the line marked MAX, close the lid, and press the button for three
seconds. Before cleaning, unplug the appliance and let it cool down. To change the filter, turn the cap to the
left, take out the cartridge and rinse the housing under running water. The set contains two filters."""
