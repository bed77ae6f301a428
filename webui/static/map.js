// The map: every track a point. Hover hears it, a lasso chooses many, a search drops where it belongs.
import { loaded, play, player, playing, toggle } from "./player.js";
import { gestures, within } from "./gestures.js";
import { make } from "./making.js";
import { looks } from "./mapcolours.js";
import { cardOf, fetched, fillLegend, lineOf } from "./mapside.js";
import { viewOn } from "./mapview.js";
import { drawMarks, namesOf } from "./marks.js";
import { pointsOn } from "./points.js";
import { add } from "./tray.js";

const REACH = 14; // pixels from which on a point is meant
const DWELL_MILLISECONDS = 260;
const LINGER_MILLISECONDS = 500;
const MOST_CHOSEN = 200;
const frame = document.getElementById("map");
const get = (id) => document.getElementById(`map-${id}`);

let points, marks, view, told, hits, drop, pointed, onlyTone, lasso;
let places = new Float32Array(0);
let chosen = new Set();
let dwelling = 0;
let leaving = 0;
let byHover = false;
let due = false;
let names = []; // of large groups, and where they lie
let placeOf = new Map(); // by keys
const known = new Map();

if (frame) start();

async function start() {
  [marks, pointed, onlyTone, lasso, hits] = [get("marks"), -1, -1, null, new Map()];
  points = pointsOn(get("points"));
  view = viewOn(marks);
  try {
    told = await fetched(frame.dataset.places);
  } catch (error) {
    get("wait").textContent = error.message;
    return;
  }
  get("wait").textContent = told.keys.length ? "" : "Nothing of your music can be laid out yet.";
  placeOf = new Map(told.keys.map((key, place) => [key, place]));
  places = new Float32Array(told.keys.flatMap((_, place) => [told.x[place], told.y[place]]));
  setUpTools();
  gestures(marks, {
    lassoing,
    over: (x, y) => point(view.nearest(places, x, y, REACH)),
    gone: () => point(-1),
    zoom,
    moved: pan,
    drawn: (shape) => draw((lasso = shape)),
    caught: catchWithin,
    pressed: (x, y) => {
      const place = view.nearest(places, x, y, REACH);
      point(place);
      if (place >= 0) pressed(place);
    },
  });
  setUpKeys();
  colour();
  whole();
  new ResizeObserver(draw).observe(marks);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colour);
  player.addEventListener("change", draw);
  if (document.getElementById("q").value.trim()) search();
}

/* what is seen */

function whole() {
  view.whole();
  draw();
}

function zoom(factor, x, y) {
  view.zoom(factor, x, y);
  draw();
}

function pan(right, below) {
  view.pan(right, below);
  draw();
}

/** Colour all points anew; also what is dimmed beside what was found, chosen or picked in the legend. */
function colour() {
  const { colouring, taught } = chosenColouring();
  points.set({ places, ...looks(told.keys, { colouring, taught, hits, chosen, onlyTone }) });
  names = namesOf(colouring, places);
  fillLegend(get("legend"), colouring, taught, onlyTone, (tone) => {
    onlyTone = onlyTone === tone ? -1 : tone;
    colour();
  });
  draw();
}

function chosenColouring() {
  const name = get("colour").value;
  return { colouring: told.colourings.find((each) => each.name === name), taught: told.taught.find((each) => `taught ${each.name}` === name) };
}

function draw() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    drawAll();
  });
}

function drawAll() {
  points.draw(view);
  const heard = loaded() === null ? -1 : (placeOf.get(loaded().key) ?? -1);
  const rings = [...chosen].map((place) => [place, "chosen"]);
  if (heard >= 0) rings.push([heard, playing(loaded().key) ? "playing" : "heard"]);
  if (pointed >= 0) rings.push([pointed, "pointed"]);
  drawMarks(marks, { at: view.at, places, rings, names, drop, lasso });
}

/* pointing, hearing, choosing */

async function point(place) {
  if (place === pointed) return;
  pointed = place;
  marks.classList.toggle("over", place >= 0);
  clearTimeout(dwelling);
  clearTimeout(leaving);
  draw();
  if (place < 0) {
    leaving = setTimeout(() => byHover && loaded() && playing(loaded().key) && toggle(), LINGER_MILLISECONDS);
    return;
  }
  dwelling = setTimeout(async () => {
    const track = await tracksOf([place]).then((found) => found[0]);
    if (pointed !== place || !track) return;
    tell(track, place);
    if (get("hear").checked && !(loaded() && playing(loaded().key) && !byHover)) hear(track, true);
  }, DWELL_MILLISECONDS);
}

function hear(track, hovering) {
  byHover = hovering;
  if (loaded()?.key === track.key) {
    if (!playing(track.key)) toggle();
  } else {
    play(track);
  }
}

async function pressed(place) {
  const [track] = await tracksOf([place]);
  if (!track) return;
  tell(track, place);
  if (loaded()?.key === track.key && playing(track.key) && !byHover) toggle();
  else hear(track, false);
}

/** What a player needs of some points, each asked for once; from where it fits, or from its middle. */
async function tracksOf(wanted) {
  const missing = wanted.map((place) => told.keys[place]).filter((key) => !known.has(key));
  try {
    for (let first = 0; first < missing.length; first += 100) {
      const asked = missing.slice(first, first + 100).map((key) => ["key", key]);
      const { tracks } = await fetched(`${frame.dataset.tracks}?${new URLSearchParams(asked)}`);
      for (const track of tracks) known.set(track.key, track);
    }
  } catch (error) {
    get("now").replaceChildren(make("p", { className: "wrong", textContent: error.message }));
  }
  return wanted.map((place) => {
    const [track, hit] = [known.get(told.keys[place]), hits.get(told.keys[place])];
    return track && { ...track, start: hit ? hit.start_seconds : Math.round(track.duration * 0.35), end: hit ? hit.end_seconds : track.duration };
  }).filter(Boolean);
}

function tell(track, place) {
  const heard = told.colourings.map((each) => each.labels[each.of[place]]).filter((label) => label !== "other");
  get("now").replaceChildren(cardOf(track, heard, chosen.has(place), { press: () => pressed(place), choose: () => chooseAlso([place]) }));
}

function catchWithin(shape) {
  lasso = null;
  chooseAlso(told.keys.flatMap((_, place) => (within(view.at(places[2 * place], places[2 * place + 1]), shape) ? [place] : [])));
}

function chooseAlso(more) {
  chosen = new Set([...chosen, ...more].slice(0, MOST_CHOSEN));
  listChosen();
}

async function listChosen() {
  for (const id of ["tray", "none"]) get(id).disabled = !chosen.size;
  get("count").textContent = chosen.size === MOST_CHOSEN ? `${MOST_CHOSEN}, the most` : chosen.size || "";
  colour();
  const wanted = [...chosen];
  const tracks = await tracksOf(wanted);
  if (wanted.length !== chosen.size) return;
  get("list").replaceChildren(
    ...tracks.map((track) =>
      lineOf(track, () => {
        chosen.delete(placeOf.get(track.key));
        listChosen();
      }),
    ),
  );
}

/* mouse, fingers, keys, buttons */

const lassoing = () => get("lasso").getAttribute("aria-pressed") === "true";

function setUpKeys() {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  marks.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const doing = {
      Enter: () => pointed >= 0 && pressed(pointed),
      " ": () => pointed >= 0 && pressed(pointed),
      a: () => pointed >= 0 && chooseAlso([pointed]),
      "+": () => zoom(0.7),
      "-": () => zoom(1 / 0.7),
      0: whole,
    }[event.key];
    if (event.key in steps) stepTo(...steps[event.key]);
    else if (doing) doing();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function stepTo(right, below) {
  const place = view.next(places, pointed, right, below);
  if (place < 0) return;
  view.show(places[2 * place], places[2 * place + 1]);
  point(place);
}

function setUpTools() {
  get("colour").addEventListener("change", () => {
    onlyTone = -1;
    colour();
  });
  get("lasso").addEventListener("click", () => {
    const on = !lassoing();
    get("lasso").setAttribute("aria-pressed", on);
    marks.classList.toggle("lasso", on);
  });
  get("in").addEventListener("click", () => zoom(0.7));
  get("out").addEventListener("click", () => zoom(1 / 0.7));
  get("all").addEventListener("click", whole);
  get("none").addEventListener("click", () => {
    chosen = new Set();
    listChosen();
  });
  get("tray").addEventListener("click", async () => add(await tracksOf([...chosen])));
  document.getElementById("map-form").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
}

async function search() {
  const text = document.getElementById("q").value.trim();
  history.replaceState(null, "", text ? `?${new URLSearchParams({ q: text })}` : location.pathname);
  [hits, drop] = [new Map(), null];
  if (!text) {
    get("now").replaceChildren();
    colour();
    return;
  }
  try {
    const found = await fetched(`${frame.dataset.search}?${new URLSearchParams({ q: text })}`);
    for (const hit of found.hits) hits.set(hit.key, hit);
    drop = found.x === null ? null : found;
    const strong = found.hits.filter((hit) => hit.band !== "weak").length;
    const said = found.message || `“${text}” lies here: ${strong} of ${found.hits.length} tracks shown fit well or fairly.`;
    get("now").replaceChildren(make("p", { className: "hint", textContent: said }));
  } catch (error) {
    get("now").replaceChildren(make("p", { className: "wrong", textContent: error.message }));
  }
  colour();
}
