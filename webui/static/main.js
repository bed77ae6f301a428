// What every page starts with.
import { setUpKeys } from "./keys.js";
import { keepPast } from "./past.js";
import { setUpPlaying } from "./playing.js";
import { setUpSearch } from "./search.js";
import { setUpTray } from "./tray.js";
import { drawWaves } from "./waves.js";

setUpPlaying();
setUpKeys();
setUpSearch();
setUpTray();
drawWaves(document);
keepPast();
