// The map: every track a point. Hover hears it, a lasso chooses many, a search drops where it belongs.
import { loaded, play, player, playing, toggle } from "./player.js";
import { gestures, within } from "./gestures.js";
import { make } from "./making.js";
import { cardOf, fetched, fillLegend, lineOf, TONES } from "./mapside.js";
import { drawMarks, namesOf } from "./marks.js";
import { pointsOn } from "./points.js";
import { add } from "./tray.js";

const REACH = 14; // pixels from which on a point is meant
const DWELL_MILLISECONDS = 260;
const LINGER_MILLISECONDS = 500;
const MARGIN = 0.06;
const MOST_CHOSEN = 200;
const frame = document.getElementById("map");
const get = (id) => document.getElementById(`map-${id}`);

let points, marks, told, hits, drop, pointed, onlyTone, lasso, tones;
let places = new Float32Array(0);
let chosen = new Set();
let view = { x: 0.5, y: 0.5, across: 0.002 };
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
    over: (x, y) => point(nearest(x, y)),
    gone: () => point(-1),
    zoom,
    moved: pan,
    drawn: (shape) => draw((lasso = shape)),
    caught: catchWithin,
    pressed: (x, y) => {
      const place = nearest(x, y);
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
  const room = Math.min(marks.clientWidth, marks.clientHeight) || 1;
  view = { x: 0.5, y: 0.5, across: (1 + 2 * MARGIN) / room };
  draw();
}

const at = (x, y) => [across(x), down(y)];
const across = (x) => (x - view.x) / view.across + marks.clientWidth / 2;
const down = (y) => (y - view.y) / view.across + marks.clientHeight / 2;
const xAt = (pixel) => (pixel - marks.clientWidth / 2) * view.across + view.x;
const yAt = (pixel) => (pixel - marks.clientHeight / 2) * view.across + view.y;

function zoom(factor, x = marks.clientWidth / 2, y = marks.clientHeight / 2) {
  const [left, top] = [xAt(x), yAt(y)];
  view.across = Math.min(0.02, Math.max(0.00002, view.across * factor));
  view.x = left - (x - marks.clientWidth / 2) * view.across;
  view.y = top - (y - marks.clientHeight / 2) * view.across;
  draw();
}

function pan(right, below) {
  view.x -= right * view.across;
  view.y -= below * view.across;
  draw();
}

/** Colour all points anew; also what is dimmed beside what was found, chosen or picked in the legend. */
function colour() {
  const style = getComputedStyle(document.documentElement);
  tones = Array.from({ length: TONES }, (_, tone) => rgb(style.getPropertyValue(`--map-${tone}`)));
  const [quiet, loud] = [rgb(style.getPropertyValue("--wave")), rgb(style.getPropertyValue("--accent"))];
  const count = told.keys.length;
  const [colours, sizes, strengths] = [new Float32Array(3 * count), new Float32Array(count), new Float32Array(count)];
  const base = Math.max(4, Math.min(13, 26 / Math.max(1, Math.log10(count + 1)) - 1));
  const { colouring, taught } = chosenColouring();
  const searching = hits.size > 0;
  for (let place = 0; place < count; place += 1) {
    const share = taught ? taught.likely[place] / 100 : 0;
    const tone = colouring ? colouring.of[place] % TONES : 0;
    const mixed = taught ? quiet.map((value, part) => value + (loud[part] - value) * share) : tones[tone];
    colours.set(mixed, 3 * place);
    const hit = hits.get(told.keys[place]);
    const other = onlyTone >= 0 && colouring && colouring.of[place] !== onlyTone;
    const away = !chosen.has(place) && (other || (!hit && (searching || chosen.size > 0)));
    sizes[place] = base * (hit ? (hit.band === "weak" ? 1.1 : 1.5) : taught ? 0.8 + 0.5 * share : 1);
    strengths[place] = away ? 0.22 : hit?.band === "weak" ? 0.5 : 0.92;
  }
  points.set({ places, colours, sizes, strengths });
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

function rgb(text) {
  const value = Number.parseInt(text.trim().slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
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
  drawMarks(marks, { at, places, rings, names, drop, lasso });
}

/* pointing, hearing, choosing */

function nearest(x, y) {
  let [best, least] = [-1, REACH * REACH];
  for (let place = 0; place < told.keys.length; place += 1) {
    const away = (across(places[2 * place]) - x) ** 2 + (down(places[2 * place + 1]) - y) ** 2;
    if (away < least) [best, least] = [place, away];
  }
  return best;
}

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
  chooseAlso(told.keys.flatMap((_, place) => (within([across(places[2 * place]), down(places[2 * place + 1])], shape) ? [place] : [])));
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

/** The nearest point in a direction, rather ahead than aside; the middle one at first. */
async function stepTo(right, below) {
  const [x, y] = pointed < 0 ? [view.x, view.y] : [places[2 * pointed], places[2 * pointed + 1]];
  let [best, least] = [-1, Infinity];
  for (let place = 0; place < told.keys.length; place += 1) {
    const [dx, dy] = [places[2 * place] - x, places[2 * place + 1] - y];
    const [ahead, aside] = [dx * right + dy * below, Math.abs(dx * below) + Math.abs(dy * right)];
    const cost = pointed < 0 ? Math.hypot(dx, dy) : ahead > 1e-6 ? ahead + 2.5 * aside : Infinity;
    if (place !== pointed && cost < least) [best, least] = [place, cost];
  }
  if (best < 0) return;
  const [px, py] = [across(places[2 * best]), down(places[2 * best + 1])];
  if (px < 20 || py < 20 || px > marks.clientWidth - 20 || py > marks.clientHeight - 20) [view.x, view.y] = [places[2 * best], places[2 * best + 1]];
  point(best);
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
