// The page of a track.
import { setUpHeat } from "./heat.js";
import { showSearched } from "./searched.js";
import { setUpYours } from "./yours.js";

setUpHeat(document);
setUpYours();
showSearched();
