// Results as somebody types: asked for after a short rest, old questions dropped, everything in the address.
import { setUpChips } from "./chips.js";
import { showState } from "./playing.js";
import { readAs, setUpScenes } from "./scenes.js";
import { markRows } from "./tray.js";
import { drawWaves } from "./waves.js";

const REST_MILLISECONDS = 130;
const WAIT_MILLISECONDS = 2000;
const PATIENCE_MILLISECONDS = 150;
const MOST_LETTERS = 6000; // more makes no address; the server says earlier that it is too much
const form = document.getElementById("search");
const box = document.getElementById("q");
const filter = document.getElementById("filter");
const results = document.getElementById("results");
let question = null; // AbortController of the one that is out
let rest = 0;

export function setUpSearch() {
  if (form === null) return;
  for (const field of [box, filter]) {
    field.addEventListener("input", () => {
      clearTimeout(rest);
      rest = setTimeout(() => ask(typed(), { typing: true }), REST_MILLISECONDS);
    });
  }
  form.addEventListener("change", (event) => {
    if (["checkbox", "radio"].includes(event.target.type)) ask(typed());
  });
  // the box grows with its text, and what sticks beneath it has to know
  new ResizeObserver(() => results.style.setProperty("--box", `${form.offsetHeight}px`)).observe(form);
  setUpScenes(form, box);
  setUpChips(results, (text) => {
    box.value = text;
    ask(typed());
  });
  results.addEventListener("click", (event) => {
    if (event.target.closest("[data-fold]")) fold(!results.classList.contains("unfolded"));
    if (event.target.closest("[data-retry]")) show(location.search);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(rest);
    ask(typed());
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-stay]");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if ("more" in link.dataset) more(link.href);
    else go(link.href);
  });
  addEventListener("popstate", () => {
    fill(location.search);
    show(location.search, true); // browsers go back to where it was scrolled to
  });
  wait();
}

/** Show another search, as if its link had been followed. */
export function go(address) {
  const wanted = new URL(address, location.href);
  if (wanted.pathname !== location.pathname) {
    location.href = wanted.href;
    return;
  }
  fill(wanted.search);
  ask(wanted.search);
}

/** The same with more rows beneath: whoever read down to here goes on with the first of them. */
async function more(address) {
  const before = results.querySelectorAll(".hit").length;
  await ask(new URL(address, location.href).search, { stay: true });
  results.querySelectorAll(".hit")[before]?.querySelector(".title").focus({ preventScroll: true });
}

function typed() {
  const given = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...given]) if (!value.trim()) given.delete(name, value);
  const text = given.toString();
  return text ? `?${text}` : "";
}

/** Typing makes one step back of many letters; everything else is a step of its own. */
function ask(search, { typing = false, stay = typing } = {}) {
  const address = location.pathname + search;
  if (search !== location.search) {
    if (typing && history.state?.typing) history.replaceState({ typing }, "", address);
    else history.pushState({ typing }, "", address);
  }
  return show(search, stay);
}

async function show(search, stay = false) {
  question?.abort();
  const mine = (question = new AbortController());
  results.setAttribute("aria-busy", "true");
  const patience = setTimeout(standIn, PATIENCE_MILLISECONDS);
  try {
    if (search.length > 3 * MOST_LETTERS || box.value.length > MOST_LETTERS) {
      return put(problem(`These are ${box.value.length} letters: a search reads 2,000 at most. Paste the scene that matters.`));
    }
    const answer = await fetch(form.dataset.results + search, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return;
    const inner = answer.ok ? page.body : page.querySelector("main") ?? page.body;
    clearTimeout(patience);
    if (answer.ok) replace(inner.childNodes);
    else put(...inner.childNodes);
    if (!stay) scrollTo({ top: 0 });
    const text = new URLSearchParams(search).get("q");
    document.title = text ? `${text.slice(0, 60)} – Leitmotif` : "Leitmotif";
    drawWaves(results);
    showState();
    markRows();
    wait();
  } catch (error) {
    if (error.name === "AbortError") return;
    put(problem("The server does not answer. Is it still running? Start it again, and try once more.", true));
  } finally {
    clearTimeout(patience);
    if (question === mine) results.setAttribute("aria-busy", "false");
  }
}

/** New results in place of the old, with what the reader did to these: where the focus was, what was scrolled. */
function replace(nodes) {
  const again = document.activeElement?.dataset?.again;
  const scrolled = [".facets", ".chips"].map((part) => results.querySelector(part));
  const places = scrolled.map((part) => [part?.scrollTop ?? 0, part?.scrollLeft ?? 0]);
  results.replaceChildren(...nodes);
  [".facets", ".chips"].forEach((part, each) => results.querySelector(part)?.scrollTo(places[each][1], places[each][0]));
  fold(results.classList.contains("unfolded"));
  if (again) results.querySelector(`[data-again="${CSS.escape(again)}"]`)?.focus({ preventScroll: true });
}

/** Say something where the rows would be; what narrows them stays. */
function put(...nodes) {
  const place = document.createElement("div");
  place.className = "found";
  place.append(...nodes);
  results.querySelector(".found")?.remove();
  results.append(place);
}

/** Rows without content, while the first answer takes its time. */
function standIn() {
  if (results.querySelector(".hits") === null) put(...document.getElementById("skeleton").content.cloneNode(true).firstElementChild.childNodes);
}

function problem(text, again = false) {
  const line = document.createElement("p");
  line.className = "status wrong";
  line.setAttribute("role", "status");
  line.textContent = text;
  if (again) line.append(Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Try again" }));
  line.querySelector("button")?.setAttribute("data-retry", "");
  return line;
}

/** On small screens, show or hide what narrows. */
function fold(open) {
  results.classList.toggle("unfolded", open);
  results.querySelector("[data-fold]")?.setAttribute("aria-expanded", open);
}

/** Have the form say what the address says. */
function fill(search) {
  const given = new URLSearchParams(search);
  box.value = given.get("q") ?? "";
  filter.value = given.get("filter") ?? "";
  form.elements.diverse.checked = given.has("diverse");
  readAs(form, given.get("as") ?? "");
  box.dispatchEvent(new Event("filled"));
  const kept = document.getElementById("kept");
  kept.replaceChildren();
  for (const name of ["like", "unlike"]) {
    for (const value of given.getAll(name)) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      kept.append(field);
    }
  }
}

/** While the library is heard for the first time, look again now and then. */
function wait() {
  if (results.querySelector("[data-wait]")) setTimeout(() => location.search === "" && show(""), WAIT_MILLISECONDS);
}
