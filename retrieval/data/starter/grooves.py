"""Drum grooves as text: for each family some bars, cut into equal steps.

``X`` accent, ``x`` plain, ``o`` ghost, ``?`` sometimes, ``.`` nothing. A drum letter stands before each
pattern. A bar marked ``3`` is for three beats; twelve steps over four beats are triplets. The last bar of
each family (of each metre) is kept for held-out pieces.
"""

from __future__ import annotations

GROOVES: dict[str, str] = {
    "rock": """
        K X.......x....... S ....X.......X... H x.x.x.x.x.x.x.x.;
        K X.....x.x......? S ....X.......X..o H x.x.x.x.x.x.x.x.;
        K X.x.....x.x..... S ....X.......X... H x.x.x.x.x.x.x.o.;
        K X......xx.x..... S ....X..o....X... O x...x...x...x...;
        K X..x....x..x..?. S ....X.......X... D x.x.x.x.x.x.x.x.;
        K X.....x..x...... S ....X..o....X... H xxxxxxxxxxxxxxxx;
        3 K X.....x..... S ......X..... H x.x.x.x.x.x.;
        K X.......x.x..x.. S ....X..?....X... H x.x.x.x.x.x.x.x.""",
    "halftime": """
        K X..........x.... S ........X....... H x...x...x...x...;
        K X.....x......... S ........X.....o. D x.x.x.x.x.x.x.x.;
        K X.........x..... S ........X....... R ....o.......o...;
        3 K X.....x..... S ......X..... H x.x.x.x.x.x.""",
    "punk": """
        K X...x...X...x... S ..X...X...X...X. H x.x.x.x.x.x.x.x.;
        K X.......X.x..... S ....X.......X... O x.x.x.x.x.x.x.x.;
        K X..xx...X..xx... S ..X...X...X...X. D x...x...x...x...;
        K X..x..x.X..x..x. S ....X.......X... O x.x.x.x.x.x.x.x.""",
    "metal": """
        K XxXxXxXxXxXxXxXx S ....X.......X... O x...x...x...x...;
        K X..XX..XX..XX..X S ....X.......X... H x.x.x.x.x.x.x.x.;
        K XXXXXXXXXXXXXXXX S ..X...X...X...X. D x...x...x...x...;
        K X.X.X.X.X.X.X.X. S .x.x.x.x.x.x.x.x X X...............;
        K X..x..x...x..x.. S ........X....... O x...x...x...x...;
        K X.xXX.xXX.xXX.xX S ....X.......X... D x...x...x...x...""",
    "pop": """
        K X......xx....... S ....X.......X... H x.x.x.x.x.x.x.x.;
        K X.....x...x..... C ....X.......X... H xxxxxxxxxxxxxxxx;
        K X...x...x...x... C ....X.......X... O ..x...x...x...x.;
        K X..x..x.x..x..x. C ....X.......X... s xoxoxoxoxoxoxoxo;
        K X......x..x..... R ....x.......x... H x.x.x.x.x.x.x.x.;
        K X...........x... S ........X....... H x...x...x...x...;
        3 K X.....x..... S ....x...x... H x.x.x.x.x.x.;
        K X..x......x..... C ....X.......X..? H x.xxx.xxx.xxx.xx""",
    "ballad": """
        K X.......x....... R ....x.......x... H x.x.x.x.x.x.x.x.;
        K X.........x..... S ....x.......x... D x.x.x.x.x.x.x.x.;
        K X............... S ........x....... H x...x...x...x...;
        3 K X........... S ......x..... H x.x.x.x.x.x.;
        K X.....x......... S ....x.......x... H x...x...x...x...""",
    "brushes": """
        S x.oox.oox.oox.oo P ....x.......x... K o...............;
        S o.x.o.x.o.x.o.x. H x...x...x...x...;
        3 S x.o.x.o.x.o. K x........... P ....x...x...;
        s x.x.x.x.x.x.x.x. K x.......x.......""",
    "four": """
        K X...X...X...X... C ....x.......x... O ..x...x...x...x.;
        K X...X...X...X... H ..x...x...x...x. C ....x.......x...;
        K X...X...X...X... H xoxxxoxxxoxxxoxx R ...o..x...o..x..;
        K X...X...X...X..? S ....x.......x... O ..x...x...x...x. s xoxoxoxoxoxoxoxo;
        K X...X...X...X... D x.x.x.x.x.x.x.x. C ....x..?....x...""",
    "techno": """
        K X...X...X...X... H ..x...x...x...x.;
        K X...X...X...X... O ..x...x...x...x. H xxxxxxxxxxxxxxxx;
        K X...X...X...X.x. R ...x..x....x..x. H ..x...x...x...x.;
        K X...X...X...X... M ..o..o.o..o..o.o C ....x.......x... H xxoxxxoxxxoxxxox;
        K X..XX...X..XX... D ..x...x...x...x. w ......o...o.....""",
    "breakbeat": """
        K X.x.......xx.... S ....X..o.o..X..o H x.x.x.x.x.x.x.x.;
        K X.....x...x..... S ....X..o....X.o. H x.x.x.x.x.xxx.x.;
        K X.x.......x..... S ....X..o.o..X... D x.x.x.x.x.x.x.x.;
        K X.x.......xx.... S ....X..o.o....X. D x.x.x.x.x.x.x.x.;
        K X..x..x...x..x.. S ....X.......X..o H xxxxxxxxxxxxxxxx""",
    "dnb": """
        K X.........x..... S ....X.......X... H x.x.x.x.x.x.x.x.;
        K X.x.......x..... S ....X..o.o..X..o H x.x.x.x.x.x.x.x.;
        K X.....x...x..... S ....X..o....X..o D x.x.x.x.x.x.x.x. s xoxoxoxoxoxoxoxo;
        K X..x......x..x.. S ....X..o.o..X.o. H xxxxxxxxxxxxxxxx""",
    "idm": """
        K X..x..x....x..?. S ....X..?.o..X?o? H x?xx?x.x?xx?x?xx;
        K X....x...x.....x R ...x..x?..x..x.? S ....X......X...o H xxox?xox.xoxxx?x;
        K X.?....x..x.?... C ....X...?...X..? H ?x?xx?x?x?xxx?x?;
        K X......x...x.x.. S ...X....X..?..X. H x.xxx.x.xxx.x.xx""",
    "trap": """
        K X......x..x..... C ........X....... H x.x.x.xxx.x.xxxx;
        K X.....x....x.... S ........X....... H x.xxx.x.xxxxx.x. O ..............x.;
        K X..x......x...x. C ....X.......X... H xxxxxxxx.xxxx.xx;
        K X......x.x...... C ........X....... H x.x.xxxxx.x.x.xx""",
    "boombap": """
        K X..x......x..... S ....X.......X... H x.x.x.x.x.x.x.x.;
        K X.....xx..x..... S ....X..o....X.o. H x.x.x.x.x.x.x.x.;
        K X......x.xx..... S ....X.......X..o H x.xxx.x.x.xxx.x.;
        K X.x....x..x..... S ....X.......X... H x.x.x.x.x.x.x.x.""",
    "funk": """
        K X.x....x..x..... S ....X..o.o..X..o H xxxxxxxxxxxxxxxx;
        K X..x..x...x..... S ....X..o.o.oX..o H x.x.x.x.x.x.x.o.;
        K X.x...x..x..x... S ....X..o....X.o. H xxOxxxxxxxxxxxxx;
        K X..x.....xx..x.. S ....X.oo.o..X..o H xxxxxxxxxxxxxxxx""",
    "disco": """
        K X...X...X...X... S ....X.......X... H x.x.x.x.x.x.x.x. O ..x...x...x...x.;
        K X...X...X...X... C ....X.......X... H xxoxxxoxxxoxxxox t ....x.......x...;
        K X...X...X...X.x. S ....X.......X... O ..x...x...x...x. s xoxoxoxoxoxoxoxo""",
    "soul": """
        K X.....x.x....... S ....X.......X... H x.x.x.x.x.x.x.x. t ....x.......x...;
        K X..x....x.x..... S ....X..o....X... H x.x.x.x.x.x.x.x.;
        K X.......x.x..... S X...X...X...X... t ....x.......x...;
        K X.....xx..x..... S ....X.......X..o D x.x.x.x.x.x.x.x.""",
    "reggae": """
        K ........X....... R ........x....... H x.x.x.x.x.x.x.x.;
        K X.......X....... S ........x....... H x..xx..xx..xx..x;
        K X...X...X...X... R ........x....... H ..x...x...x...x.;
        K ........X......o S ........x..x.... H x.x.x.x.x.x.x.x.""",
    "ska": """
        K X.......X....... S ....X.......X... H ..x...x...x...x.;
        K X...X...X...X... S ....X.......X... H ..x...x...x...x.;
        K X.....x.X....... S ....X.......X... O ..x...x...x...x.""",
    "shuffle": """
        K X.....x..... S ...X.....X.. H x.xx.xx.xx.x;
        K X.....x.x... S ...X.....X.. D x.xx.xx.xx.x;
        K X..x..x..x.. S ...X.....X.. H x.xx.xx.xx.x;
        K X....xx..... S ...X.....X.. D x..x.xx..x.x""",
    "swing": """
        D x..x.xx..x.x P ...x.....x.. K o..o..o..o..;
        D x..x.xx..x.x P ...x.....x.. S .....?..o..? K o.....o.....;
        D x..x..x..x.x P ...x.....x.. S ..?..o.....o;
        D x..x.xx..x.x P ...x.....x.. R .........x..""",
    "jazzwaltz": """
        3 D x...x.x.x... P ....x...x... S ......?...o.;
        3 D x...x...x.x. P ....x...x...""",
    "bossa": """
        K x..xx..xx..xx..x R x..x..x...x..x.. H x.x.x.x.x.x.x.x.;
        K x..xx..xx..xx..x R ..x...x..x..x... s xoxoxoxoxoxoxoxo;
        K x...x..xx...x..x R x..x...x..x..x.. H xxxxxxxxxxxxxxxx""",
    "samba": """
        K o..xX..xo..xX..x R x.x..x.x.xx.x.x. s XoxxXoxxXoxxXoxx;
        K o...X...o...X... t XxxxXxxxXxxxXxxx w x.x.xx.x.x.xx.x.;
        K o..xX..xo..xX..x S xoxxoxoxxoxoxxox s XoxoXoxoXoxoXoxo""",
    "latin": """
        d x.......x.....xx c ....X.......X... w x...x...x...x... v x..x..x...x.x...;
        d ......xx......xx c ....X..x....X... g x.o.x.o.x.o.x.o. K x.......x.......;
        K X...x...X...x... S ...x..x....x..x. s xoxoxoxoxoxoxoxo w x.x.x.x.x.x.x.x.;
        K X..x..x.X..x..x. i x.xx.x.xx.xx.x.x v ..x.x...x..x..x.""",
    "reggaeton": """
        K X...X...X...X... S ...x..x....x..x.;
        K X...X...X...X... S ...x..x....x..x. s xoxoxoxoxoxoxoxo;
        K X...X..xX...X... R ...x..x....x..x. H x.x.x.x.x.x.x.x.""",
    "afro": """
        K X..x...xX..x.... v x..x..x...x.x... s xoxxxoxxxoxxxoxx c ....x..o....x.o.;
        K X...X...X...X... w x.x.xx.x.x.x.xx. d ......xx......xx H ..x...x...x...x.;
        K X.....x...x..x.. v x..x...x..x.x... a xxxxxxxxxxxxxxxx g o.x.o.x.o.x.o.x.""",
    "train": """
        S xoxoXoxoxoxoXoxo K X.......x.......;
        S xoxxXoxxxoxxXoxx K X...x...X...x...;
        K X.......X....... S ....X.......X... H x.x.x.x.x.x.x.x.;
        S ooooXoooooooXooo K X.....x.X.....x.""",
    "waltz": """
        3 K X........... P ....x...x...;
        3 K X........... H ....x...x... S ....o...o...;
        3 K X........... R ....x...x..o""",
    "march": """
        S X.xxX.xxX.xxX.x. K X.......x.......;
        S x...x.x.x.xxx... K X...x...X...x... X X...............;
        S X..xx.x.X..xx.xx K X.......X.......;
        S x.xxx.xxx.xxxxxx K X...X...X...X...""",
    "bodhran": """
        L X.ox.oX.ox.o;
        L X.oxX.oxX.oxX.ox;
        L X..ox..oX..ox..o t ....x.......x...;
        L XooxooXooxoo""",
    "taiko": """
        L X.....x.X....... M ..........x.x.x.;
        L X..x..x.X..x..x. K X.......X.......;
        L X.x.X.x.X.xxX.xx M ....x.......x...;
        3 L X........... K X...........""",
    "timpani": """
        L X...............;
        L X.......x.......;
        L X...........x.x.;
        3 L X...........;
        3 L X.......x...;
        L X.........x.x...""",
    "tribal": """
        L X..x..x...x.x... M ..x..x..x..x..x. c x.x.xxx.x.x.xxx.;
        K X...X...X...X... d ..xx..x...xx..x. c x..x..x.x..x..x.;
        L X..o..x.L..o..x. s xoxoxoxoxoxoxoxo""",
    "industrial": """
        K X...X...X...X... S ....X.......X..x R ..x..x..x..x..x.;
        K X..X..X.X..X..X. S ....X.......X... z x.......x.......;
        K XX..XX..XX..XX.. C ....X.......X...;
        K X...X..XX...X..X S ....X..x....X..x""",
}
