// The text in its scenes, each beside its cue, and the borders between them: dragged, or moved by arrow keys.
import { make } from "./making.js";
import { card } from "./story_cues.js";
import { named, tint } from "./story_moods.js";
import { showState } from "./playing.js";
import { drawWaves } from "./waves.js";

const list = document.getElementById("story-scenes");
const AFTER = 450; // milliseconds without another key, after which a border stays where it is
let story = null;
let does = null; // {moved(place), chosen(place, key)}
let timer = 0;

/** Draw everything anew. */
export function drawScenes(told, doing) {
  [story, does] = [told, doing];
  clearTimeout(timer);
  list.replaceChildren(...story.cues.flatMap((cue, place) => (place ? [border(place), scene(cue, place)] : [scene(cue, place)])));
  for (let place = 1; place < story.cues.length; place += 1) tell(place);
  settle();
}

/** The same story with other cues: only what differs is drawn. */
export function redrawCues(told) {
  const before = story;
  story = told;
  story.cues.forEach((cue, place) => {
    const row = rows()[place];
    if (JSON.stringify(cue) !== JSON.stringify(before.cues[place])) {
      tint(row, cue.why);
      row.setAttribute("aria-label", label(cue));
      row.querySelector(".cue").replaceWith(card(cue, (key) => does.chosen(place, key)));
      row.querySelector(".scene-text").replaceChildren(...passages(cue));
    }
    row.removeAttribute("aria-busy");
  });
  for (let place = 1; place < story.cues.length; place += 1) tell(place);
  settle();
}

/** With which passages the scenes begin as they stand on the page, beside the first. */
export const borders = () => rows().slice(1).map((row) => Number(row.querySelector("[data-passage]").dataset.passage));

/** Say that music for scenes is being looked for. */
export function choosing(...places) {
  for (const place of places) rows()[place]?.setAttribute("aria-busy", "true");
}

/** Put scenes back to where they were, since nothing came of what was asked for. */
export function putBack() {
  drawScenes(story, does);
}

/** Go to a scene. */
export function show(place) {
  const row = rows()[place];
  row.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  row.focus({ preventScroll: true });
}

/** Mark the scene that is heard; -1 for none. */
export function mark(place) {
  rows().forEach((row, own) => row.classList.toggle("heard", own === place));
}

const rows = () => [...list.querySelectorAll(".scene")];
const edges = () => [...list.querySelectorAll(".scene-border [role=slider]")];
const label = (cue) => `Scene ${cue.number}, ${named(cue.why)}`;

function scene(cue, place) {
  const row = make("li", { className: "scene", tabIndex: -1 });
  row.setAttribute("aria-label", label(cue));
  tint(row, cue.why);
  const text = make("div", { className: "scene-text" });
  text.append(...passages(cue));
  const side = make("div", { className: "scene-cue" });
  side.append(card(cue, (key) => does.chosen(place, key)));
  row.append(text, side);
  return row;
}

function passages(cue) {
  const words = new Set(cue.why.words);
  return story.passages.slice(cue.first_passage, cue.last_passage + 1).map((own, number) => {
    const made = make("span", { className: "passage" });
    made.dataset.passage = cue.first_passage + number;
    const gap = flowing(own.text + story.gaps[cue.first_passage + number]).slice(own.text.length);
    made.append(...marked(flowing(own.text), words), make("span", { className: "gap", textContent: gap }));
    return made;
  });
}

/** A text without the line breaks of a narrow page, as plain-text books have them; short lines are meant. */
const flowing = (text) => text.replace(/(?<=[^\n]{60})\n(?=[^\n]|$)/g, " ");

/** A text with the words that carried its mood made plain. */
function marked(text, words) {
  return text.split(/([^\W\d_][\w'’-]*)/u).map((part, place) => (place % 2 && words.has(part.toLowerCase()) ? make("mark", { textContent: part }) : part));
}

function border(place) {
  const made = make("li", { className: "scene-border" });
  const grip = make("div", { className: "grip", tabIndex: 0 });
  grip.setAttribute("role", "slider");
  grip.setAttribute("aria-orientation", "vertical");
  grip.setAttribute("aria-label", `Border before scene ${place + 1}`);
  grip.append(make("span", { className: "grip-bar" }));
  grip.addEventListener("keydown", (event) => byKey(event, place));
  grip.addEventListener("pointerdown", (event) => byPointer(event, grip, place));
  made.append(grip);
  return made;
}

function byKey(event, place) {
  const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -5, PageDown: 5, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  let changed = false;
  for (let left = Math.abs(step); left > 0 && shift(place, Math.sign(step)); left -= 1) changed = true;
  if (!changed) return;
  edges()[place - 1].scrollIntoView({ block: "nearest" });
  clearTimeout(timer);
  timer = setTimeout(() => does.moved(place), AFTER);
}

function byPointer(event, grip, place) {
  if (event.button !== 0) return;
  event.preventDefault();
  grip.focus({ preventScroll: true });
  grip.setPointerCapture(event.pointerId);
  grip.classList.add("dragged");
  const before = borders().join();
  const follow = (moved) => {
    // one passage after the other changes sides, until the border is where the pointer is
    for (let left = story.passages.length; left > 0; left -= 1) {
      const [above, below] = [last(place - 1), first(place)];
      if (moved.clientY < middle(above)) { if (!shift(place, -1)) break; }
      else if (moved.clientY > middle(below)) { if (!shift(place, 1)) break; }
      else break;
    }
  };
  const done = (end) => {
    grip.removeEventListener("pointermove", follow);
    grip.classList.remove("dragged");
    if (end.type === "pointercancel") putBack();
    else if (borders().join() !== before) does.moved(place);
  };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("pointerup", done, { once: true });
  grip.addEventListener("pointercancel", done, { once: true });
}

const text = (place) => rows()[place].querySelector(".scene-text");
const last = (place) => text(place).lastElementChild;
const first = (place) => text(place).firstElementChild;

function middle(passage) {
  const box = passage.getBoundingClientRect();
  return (box.top + box.bottom) / 2;
}

/** Move a border by a passage, up or down; no scene is left without any. */
function shift(place, step) {
  const [above, below] = [text(place - 1), text(place)];
  if ((step < 0 ? above : below).children.length < 2) return false;
  if (step < 0) below.prepend(above.lastElementChild);
  else above.append(below.firstElementChild);
  for (const each of [place - 1, place, place + 1]) if (each > 0 && each < story.cues.length) tell(each);
  return true;
}

/** Say where a border stands. */
function tell(place) {
  const grip = edges()[place - 1];
  const own = Number(first(place).dataset.passage);
  const start = story.passages[own].text.trim().split(/\s+/).slice(0, 7).join(" ");
  grip.setAttribute("aria-valuemin", Number(first(place - 1).dataset.passage) + 1);
  grip.setAttribute("aria-valuemax", Number(last(place).dataset.passage));
  grip.setAttribute("aria-valuenow", own);
  grip.setAttribute("aria-valuetext", `before “${start} …”`);
}

function settle() {
  drawWaves(list);
  showState();
}
