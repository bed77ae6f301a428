// The story page: a text is sent, its scenes and cues are shown, and what a person changes is sent again.
import { clock } from "./playing.js";
import { ask } from "./sending.js";
import { drawArc } from "./story_arc.js";
import { make } from "./making.js";
import { setUpStoryPlaying, toPlay } from "./story_playing.js";
import { borders, choosing, drawScenes, putBack, redrawCues, show } from "./story_scenes.js";

const TEXT = "leitmotif-story"; // where the search page leaves a text for us, and where it stays in this tab
const CHOSEN = "leitmotif-story-chosen";
const LETTERS_A_SECOND = 16_000; // about what is read on one core; progress is a guess by it
const FIELDS = ["cues", "wpm", "mapping", "filter"];
const page = document.getElementById("story");
const part = (name) => document.getElementById(`story-${name}`);
let told = null; // the answer that is on the page
let read = ""; // the text that it is about
let under = null; // AbortController of the request under way
let changes = {}; // place of a scene -> key that was chosen for it, null for other music; until they are answered

function setUp() {
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    start({});
  });
  part("text").addEventListener("input", count);
  part("sample").addEventListener("click", () => {
    part("text").value = part("tale").content.textContent.trim();
    count();
    part("form").requestSubmit();
  });
  part("edit").addEventListener("click", compose);
  part("cancel").addEventListener("click", () => under?.abort());
  for (const name of FIELDS) part(name).addEventListener("change", () => told !== null && part("form").requestSubmit());
  for (const button of page.querySelectorAll("[data-sheet]")) button.addEventListener("click", () => save(button));
  setUpStoryPlaying();
  restore();
}

/** What was on this page before it was left, or what another page left here for it. */
function restore() {
  const text = sessionStorage.getItem(TEXT) ?? "";
  if (!text.trim()) return;
  part("text").value = text;
  count();
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(CHOSEN));
  } catch { /* as if there were none */ }
  if (kept?.of !== mark(text)) return start({});
  for (const name of FIELDS) part(name).value = kept.options[name] ?? part(name).value;
  start(kept.scenes);
}

const mark = (text) => `${text.length} ${text.slice(0, 200)}`;

/** What is asked for: `scenes` is {borders, kept} of those on the page, or nothing for new ones. */
function wanted(text, scenes) {
  const cues = part("cues").value ? { cues: Number(part("cues").value) } : {};
  return { text, ...cues, wpm: Number(part("wpm").value), mapping: part("mapping").value, filter: part("filter").value, ...scenes };
}

/** The whole text, with everything drawn anew. */
async function start(scenes) {
  const text = part("text").value;
  if (!text.trim()) {
    say("Give at least one sentence.", true);
    return part("text").focus();
  }
  const done = waiting(text);
  try {
    const answer = await score(wanted(text, scenes));
    if (answer !== null) draw(answer, text);
  } catch (error) {
    say(error.message, true);
  }
  done();
}

/** Some scenes get other music: {place: key}, null for whichever fits; all others keep theirs. */
async function change(more) {
  Object.assign(changes, more);
  const places = Object.keys(changes).map(Number);
  const scenes = { borders: borders(), kept: scenesOf(told).kept.map((key, place) => (place in changes ? changes[place] : key)) };
  choosing(...places);
  say("Choosing music …");
  try {
    const answer = await score(wanted(read, scenes));
    if (answer === null) return;
    answer.gaps = told.gaps;
    told = answer;
    redrawCues(told);
    finish(scenesOf(told));
    changes = {};
    say(places.map((place) => `Scene ${place + 1}: ${told.cues[place].track?.title ?? "no music"}.`).join(" "));
  } catch (error) {
    changes = {};
    putBack();
    say(error.message, true);
  }
}

/** Ask the server; null where a later question took the place of this one, or it was called off. */
async function score(body) {
  under?.abort();
  const own = (under = new AbortController());
  try {
    const answer = await ask("POST", page.dataset.score, body, own.signal);
    const found = await answer.json().catch(() => null);
    if (!answer.ok) throw new Error(sentence(found?.detail ?? `the server answered ${answer.status}`));
    return found;
  } catch (error) {
    if (own.signal.aborted) return null;
    throw error;
  } finally {
    if (under === own) under = null;
  }
}

function draw(answer, text) {
  const signs = [...text]; // the server counts whole signs
  answer.gaps = answer.passages.map((own, place) => signs.slice(own.end_character, answer.passages[place + 1]?.start_character ?? signs.length).join(""));
  [told, read, changes] = [answer, text, {}];
  part("edit").hidden = false;
  part("compose").hidden = true;
  part("lead").hidden = true;
  const moods = told.passages.some((own) => own.has_mood);
  part("nothing").hidden = moods;
  part("result").hidden = !moods;
  if (moods) {
    drawScenes(told, { moved: (place) => change({ [place - 1]: null, [place]: null }), chosen: (place, key) => change({ [place]: key }) });
    say(told.message ? sentence(told.message) : "");
  } else {
    toPlay([]);
    nothing();
  }
  finish(scenesOf(told));
}

/** What follows from the cues that are on the page now. */
function finish(scenes) {
  keep(scenes);
  if (part("result").hidden) return;
  drawArc(told, show);
  toPlay(told.cues);
  const tracks = told.cues.filter((cue) => cue.track !== null && !cue.goes_on).length;
  const words = told.passages.reduce((sum, own) => sum + own.words, 0);
  part("facts").textContent = `${some(told.cues.length, "scene")}, ${some(tracks, "track")}, ${clock(told.seconds)} for ${some(words, "word")}`;
}

const scenesOf = (story) => ({
  borders: story.cues.slice(1).map((cue) => cue.first_passage),
  kept: story.cues.map((cue) => (cue.goes_on ? null : (cue.track?.key ?? null))),
});

/** A text in which nothing stirs: a manual, a list, a product. */
function nothing() {
  const search = make("a", { className: "button", href: `${page.dataset.search}?q=${encodeURIComponent("calm background, no vocals")}`, textContent: "Search for background music" });
  const way = make("p", { className: "ways-out" });
  way.append(search);
  part("nothing").replaceChildren(
    make("h2", { textContent: "No mood that music could share" }),
    make("p", { textContent: told.foreign
      ? "It does not look like English, which moods were learned in. Say in a search how its music should sound, or paste a translation."
      : "It reads like instructions, a list or facts. Music for it is a matter of taste: say in a search how it should sound, or paste a passage in which something happens." }),
    way,
  );
  say("");
}

function compose() {
  part("compose").hidden = false;
  part("text").focus();
  part("edit").hidden = true;
}

/** Show that a text is being read; gives what ends that. */
function waiting(text) {
  const began = performance.now();
  const seconds = 1 + text.length / LETTERS_A_SECOND;
  say("");
  for (const name of ["result", "nothing"]) part(name).hidden = true;
  part("wait").hidden = false;
  part("go").disabled = true;
  const words = text.trim().split(/\s+/).length;
  const step = () => {
    const share = (performance.now() - began) / 1000 / seconds;
    part("progress").value = 1 - Math.exp(-1.5 * share); // ever slower: nobody knows this machine
    part("doing").textContent = `Reading ${some(words, "word")}, then choosing music …${share > 2 ? " It takes longer than usual." : ""}`;
  };
  step();
  const timer = setInterval(step, 200);
  return () => {
    clearInterval(timer);
    part("wait").hidden = true;
    part("go").disabled = false;
    if (told !== null && read === part("text").value && part("nothing").hidden) part("result").hidden = !told.passages.some((own) => own.has_mood);
    if (told === null || part("result").hidden && part("nothing").hidden) compose();
  };
}

/** The cues on the page as a file, made by the server. */
async function save(button) {
  const name = told.passages.find((own) => own.heading)?.heading.slice(0, 80) ?? "";
  button.disabled = true;
  try {
    const answer = await ask("POST", page.dataset.file, { ...wanted(read, scenesOf(told)), format: button.dataset.sheet, name });
    if (!answer.ok) throw new Error(sentence((await answer.json().catch(() => null))?.detail ?? `the server answered ${answer.status}`));
    const link = make("a", { href: URL.createObjectURL(await answer.blob()), download: `soundtrack.${button.dataset.sheet}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say(`Saved soundtrack.${button.dataset.sheet}.`);
  } catch (error) {
    say(error.message, true);
  }
  button.disabled = false;
}

function keep(scenes) {
  const options = Object.fromEntries(FIELDS.map((name) => [name, part(name).value]));
  try {
    sessionStorage.setItem(TEXT, read);
    sessionStorage.setItem(CHOSEN, JSON.stringify({ of: mark(read), options, scenes }));
  } catch { /* too long to be kept: it is gone when the page is left */ }
}

function count() {
  const words = part("text").value.trim().split(/\s+/).filter(Boolean).length;
  part("count").textContent = words ? some(words, "word") : "";
}

function say(text, wrong = false) {
  part("said").textContent = text;
  part("said").classList.toggle("wrong", wrong);
}

const some = (number, what) => `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…"]$/.test(text) ? "" : "."}`;

if (page !== null) setUp();
