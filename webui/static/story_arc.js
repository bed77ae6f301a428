// The emotion arc: valence and arousal over the time of reading, scenes behind them, and what carried each.
import { clock } from "./playing.js";
import { named, tint } from "./story_moods.js";

const sheet = document.getElementById("arc-sheet");
const names = document.getElementById("arc-names");
const times = document.getElementById("arc-times");
const SVG = "http://www.w3.org/2000/svg";
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const MOST_TIMES = 8;
let head = null;

/** Draw the arc of a story; `go` is called with the place of a scene that is chosen on it. */
export function drawArc(story, go) {
  const total = story.seconds || 1;
  const drawn = shape("svg", { viewBox: `0 -1.05 ${total} 2.1`, preserveAspectRatio: "none", role: "img", "aria-label": told(story) });
  for (const cue of story.cues) {
    const area = shape("rect", { x: cue.scene_start, y: -1.05, width: cue.scene_end - cue.scene_start, height: 2.1, class: "arc-scene" });
    tint(area, cue.why);
    drawn.append(area, shape("line", { x1: cue.scene_start, x2: cue.scene_start, y1: -1.05, y2: 1.05, class: "arc-border" }));
  }
  drawn.append(shape("line", { x1: 0, x2: total, y1: 0, y2: 0, class: "arc-zero" }));
  for (const name of ["valence", "arousal"]) drawn.append(shape("path", { d: line(story, name), class: `arc-${name}` }));
  head = shape("line", { y1: -1.05, y2: 1.05, class: "arc-head" });
  head.style.display = "none";
  drawn.append(head);
  sheet.replaceChildren(drawn);
  names.replaceChildren(...story.cues.map((cue, place) => label(cue, place, total, go)));
  times.replaceChildren(...marks(total).map((second) => {
    const mark = Object.assign(document.createElement("span"), { textContent: clock(second) });
    mark.style.left = `${100 * second / total}%`;
    return mark;
  }));
}

/** Show how far into the story the music is; null for not at all. */
export function moveHead(second) {
  if (head === null) return;
  head.style.display = second === null ? "none" : "";
  for (const end of ["x1", "x2"]) head.setAttribute(end, second ?? 0);
}

function line(story, name) {
  const all = story.passages.reduce((sum, own) => sum + own.words, 0) || 1;
  let read = 0;
  let path = "";
  let down = false; // whether the pen is: where there is no mood, there is no line
  for (const own of story.passages) {
    const [from, to] = [read, read + own.words].map((words) => (words / all) * story.seconds);
    read += own.words;
    const high = -own[name];
    if (own.has_mood && !down) path += `M${from} ${high}`;
    if (own.has_mood) path += `L${(from + to) / 2} ${high}`;
    down = own.has_mood;
  }
  return `${path}${down ? `L${story.seconds} ${-story.passages.at(-1)[name]}` : ""}`;
}

function label(cue, place, total, go) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "arc-name" });
  made.style.left = `${100 * cue.scene_start / total}%`;
  made.style.width = `${100 * (cue.scene_end - cue.scene_start) / total}%`;
  const [mood, words] = ["b", "span"].map((tag) => document.createElement(tag));
  mood.textContent = named(cue.why);
  words.textContent = cue.why.words.join(", ");
  made.append(mood, words);
  made.title = `Scene ${cue.number}: ${mood.textContent}${words.textContent ? ` (${words.textContent})` : ""}`;
  made.setAttribute("aria-label", `Go to ${made.title.replace("Scene", "scene")}`);
  made.addEventListener("click", () => go(place));
  return made;
}

function told(story) {
  const scenes = story.cues.map((cue) => `${clock(cue.scene_start)} ${named(cue.why)}, valence ${cue.why.valence.toFixed(1)}, arousal ${cue.why.arousal.toFixed(1)}`);
  return `Emotion arc of ${story.cues.length} scenes: ${scenes.join("; ")}`;
}

/** Round seconds to write beneath the arc. */
function marks(total) {
  const step = STEPS.find((each) => total / each <= MOST_TIMES) ?? total / MOST_TIMES;
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, place) => place * step).filter((second) => second < 0.96 * total);
}

function shape(tag, told) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(told)) made.setAttribute(name, value);
  return made;
}
