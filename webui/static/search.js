// Results as somebody types: asked for after a short rest, old questions dropped, everything in the address.
import { showState } from "./playing.js";
import { drawWaves } from "./waves.js";

const REST_MILLISECONDS = 130;
const WAIT_MILLISECONDS = 2000;
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
    if (event.target.type === "checkbox") ask(typed());
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
    go(link.href);
  });
  addEventListener("popstate", () => {
    fill(location.search);
    show(location.search);
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

function typed() {
  const given = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...given]) if (!value.trim()) given.delete(name, value);
  const text = given.toString();
  return text ? `?${text}` : "";
}

/** Typing makes one step back of many letters; everything else is a step of its own. */
function ask(search, { typing = false } = {}) {
  const address = location.pathname + search;
  if (search !== location.search) {
    if (typing && history.state?.typing) history.replaceState({ typing }, "", address);
    else history.pushState({ typing }, "", address);
  }
  return show(search, typing);
}

async function show(search, typing = false) {
  question?.abort();
  const mine = (question = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.dataset.results + search, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return;
    const inner = answer.ok ? page.body : page.querySelector("main") ?? page.body;
    results.replaceChildren(...inner.childNodes);
    if (!typing) scrollTo({ top: 0 });
    const text = new URLSearchParams(search).get("q");
    document.title = text ? `${text.slice(0, 60)} – Leitmotif` : "Leitmotif";
    drawWaves(results);
    showState();
    wait();
  } catch (error) {
    if (error.name === "AbortError") return;
    const line = document.createElement("p");
    line.className = "status wrong";
    line.setAttribute("role", "status");
    line.textContent = "The server does not answer. Is it still running? Start it again, then press Enter in the box.";
    results.replaceChildren(line);
  } finally {
    if (question === mine) results.setAttribute("aria-busy", "false");
  }
}

/** Have the form say what the address says. */
function fill(search) {
  const given = new URLSearchParams(search);
  box.value = given.get("q") ?? "";
  filter.value = given.get("filter") ?? "";
  form.elements.diverse.checked = given.has("diverse");
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
