// The tray: a playlist under way, kept in this browser; played and put in order. keeping.js saves it for good.
import { say, setUpKeeping } from "./keeping.js";
import { icon, make } from "./making.js";
import { loaded, play, player } from "./player.js";
import { clock, trackOf } from "./playing.js";

const KEPT = "leitmotif-tray";
const MOST = 500;
const tray = document.getElementById("tray");
const list = document.getElementById("tray-list");
const name = document.getElementById("tray-name");
const opener = document.getElementById("tray-open");
let items = [];
let turn = -1; // place of the one that plays, while the tray is played in order
let dragged = -1;

export function setUpTray() {
  read();
  draw();
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-tray]")?.closest("[data-key]");
    if (row) addOrRemove(row);
    if (event.target.closest("[data-tray-all]")) addAll();
  });
  opener.addEventListener("click", () => show(!tray.classList.contains("open")));
  document.getElementById("tray-close").addEventListener("click", () => show(false));
  tray.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && tray.classList.contains("open")) show(false);
  });
  document.getElementById("tray-play").addEventListener("click", () => playAt(0));
  document.getElementById("tray-clear").addEventListener("click", () => change([]));
  setUpKeeping(() => items, change);
  name.addEventListener("input", keep);
  list.addEventListener("click", onList);
  setUpDragging();
  addEventListener("storage", (event) => {
    if (event.key === KEPT) {
      read();
      draw();
    }
  });
  player.addEventListener("ended", () => turn >= 0 && items[turn]?.key === loaded()?.key && playAt(turn + 1));
  player.addEventListener("change", () => {
    if (turn >= 0 && items[turn]?.key !== loaded()?.key) turn = -1; // somebody chose another track
    mark();
  });
}

/** Put a row's track and moment into the tray, or take it out again. */
export function addOrRemove(row) {
  const track = of(row);
  const place = items.findIndex((item) => same(item, track));
  if (place >= 0) change(items.toSpliced(place, 1));
  else add([track]);
}

/** Rows that came new from the server do not know yet what is in the tray. */
export function markRows() {
  for (const row of document.querySelectorAll(".hit[data-key]")) {
    const added = items.some((item) => same(item, of(row)));
    row.classList.toggle("added", added);
    const button = row.querySelector("[data-tray]");
    if (button === null) continue;
    button.setAttribute("aria-pressed", added);
    button.querySelector("use").setAttribute("href", added ? "#i-added" : "#i-add");
  }
}

/** Play the next of the tray; false where it is not being played in order. */
export function playNext() {
  if (turn < 0 || turn + 1 >= items.length) return false;
  playAt(turn + 1);
  return true;
}

function of(row) {
  return { ...trackOf(row), hue: Number(row.dataset.hue ?? 0), cover: row.dataset.cover ?? "" };
}

const same = (one, other) => one.key === other.key && one.start === other.start;

/** Put tracks at the end of the tray, those that are not in it yet. */
export function add(tracks) {
  const fresh = tracks.filter((track) => !items.some((item) => same(item, track)));
  if (items.length + fresh.length > MOST) say(`The tray holds ${MOST} tracks.`, true);
  change([...items, ...fresh].slice(0, MOST));
}

function addAll() {
  add([...document.querySelectorAll(".hit[data-key]:not(.divider ~ .hit)")].map(of));
  show(true);
}

function change(next) {
  const playing = items[turn];
  items = next;
  turn = playing ? items.indexOf(playing) : -1;
  say("");
  keep();
  draw();
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ name: name.value, items }));
  } catch {
    say("This browser keeps nothing: save the tray before you leave.", true);
  }
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    items = Array.isArray(kept.items) ? kept.items.filter((item) => typeof item.key === "string") : [];
    name.value = kept.name ?? "";
  } catch {
    items = [];
  }
}

function draw() {
  const focused = document.activeElement?.dataset?.focus;
  list.replaceChildren(...items.map(drawn));
  list.hidden = !items.length;
  document.getElementById("tray-empty").hidden = items.length > 0;
  document.getElementById("tray-form").hidden = !items.length;
  const seconds = items.reduce((sum, item) => sum + item.duration - item.start, 0);
  document.getElementById("tray-count").textContent = items.length ? `${items.length} · ${clock(seconds)}` : "";
  opener.querySelector("b").textContent = items.length || "";
  for (const button of tray.querySelectorAll("#tray-play, #tray-clear, #tray-save, [data-file-as]")) button.disabled = !items.length;
  if (focused) list.querySelector(`[data-focus="${focused}"]`)?.focus();
  markRows();
  mark();
}

function drawn(item, place) {
  const line = make("li", { className: "tray-item", draggable: true });
  line.dataset.place = place;
  const cover = make("button", { type: "button", className: `cover hue-${item.hue}`, ariaLabel: `Play ${item.title}` });
  cover.dataset.do = "play";
  if (item.cover) cover.append(make("img", { src: item.cover, alt: "", width: 40, height: 40, loading: "lazy", draggable: false }));
  cover.append(icon("i-play"), icon("i-pause"));
  const words = make("div", { className: "tray-name" });
  words.append(make("a", { href: item.page, textContent: item.title, draggable: false }));
  words.append(make("span", { textContent: `${clock(item.start)} · ${item.artist || "unknown artist"}` }));
  const moves = make("div", { className: "tray-moves" });
  moves.append(
    mover(item, place, "up", "↑", `Move ${item.title} up`, place === 0),
    mover(item, place, "down", "↓", `Move ${item.title} down`, place === items.length - 1),
    mover(item, place, "out", "×", `Take ${item.title} out`, false),
  );
  line.append(cover, words, moves);
  return line;
}

function mover(item, place, what, sign, label, disabled) {
  const button = make("button", { type: "button", textContent: sign, ariaLabel: label, disabled });
  button.dataset.do = what;
  button.dataset.focus = `${what} ${item.key} ${item.start}`;
  return button;
}

function onList(event) {
  const button = event.target.closest("[data-do]");
  if (button === null) return;
  const place = Number(button.closest("li").dataset.place);
  const doing = { up: () => move(place, place - 1), down: () => move(place, place + 1), out: () => change(items.toSpliced(place, 1)), play: () => playAt(place) };
  doing[button.dataset.do]();
}

function move(from, to) {
  const next = items.toSpliced(from, 1);
  next.splice(to, 0, items[from]);
  change(next);
}

function setUpDragging() {
  list.addEventListener("dragstart", (event) => {
    const line = event.target.closest("li");
    dragged = Number(line.dataset.place);
    line.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    if (dragged < 0) return;
    event.preventDefault();
    const over = event.target.closest("li");
    for (const line of list.children) line.classList.toggle("over", line === over);
  });
  list.addEventListener("drop", (event) => {
    event.preventDefault();
    const over = event.target.closest("li");
    if (dragged >= 0) move(dragged, over ? Number(over.dataset.place) : items.length - 1);
  });
  list.addEventListener("dragend", () => {
    dragged = -1;
    for (const line of list.children) line.classList.remove("dragged", "over");
  });
}

function playAt(place) {
  if (place >= items.length) {
    turn = -1;
    return;
  }
  turn = place;
  play(items[place]);
}

function mark() {
  for (const line of list.children) {
    const item = items[Number(line.dataset.place)];
    const here = turn >= 0 ? items[turn] === item : loaded()?.key === item?.key;
    line.classList.toggle("playing", here && !document.getElementById("sound").paused);
  }
}

function show(open) {
  tray.classList.toggle("open", open);
  opener.setAttribute("aria-expanded", open);
  if (getComputedStyle(opener).display === "none") return; // it stands beside the results
  (open ? document.getElementById("tray-close") : opener).focus();
}
