// Where the searches made lately are met in a track, in rows like those of its tags.
import { setUpHeat } from "./heat.js";
import { forgetPast, past } from "./past.js";
import { play } from "./player.js";
import { trackOf } from "./playing.js";

const MOST = 5;

/** Fill the part of a track's page that is for it: the search in its address first. */
export async function showSearched() {
  const part = document.getElementById("searched");
  if (part === null) return;
  const wanted = new URLSearchParams(location.search).get("q")?.trim();
  const texts = [...new Set([...(wanted ? [wanted] : []), ...past()])].slice(0, MOST);
  const found = [];
  for (const text of texts) {
    const answer = await fetch(`${part.dataset.moments}?${new URLSearchParams({ q: text })}`).catch(() => null);
    if (answer?.ok) found.push(await answer.json());
  }
  if (found.length === 0) return;
  const holder = part.closest("[data-key]");
  const duration = Number(holder.dataset.duration) || 1;
  const rows = document.createElement("ul");
  rows.className = "lanes";
  for (const each of found) rows.append(row(each, duration, part.dataset.search));
  const map = document.createElement("div");
  map.className = "map";
  const canvas = document.createElement("canvas");
  canvas.dataset.seek = "";
  canvas.setAttribute("aria-hidden", "true");
  map.append(canvas);
  const heat = document.createElement("div");
  heat.className = "heat";
  heat.dataset.heat = "";
  heat.dataset.starts = found[0].starts.join(" ");
  heat.dataset.widths = found[0].starts.map((start, place) => (found[0].starts[place + 1] ?? 1) - start).join(" ");
  heat.append(rows, map);
  const title = Object.assign(document.createElement("h3"), { textContent: "Your searches in it" });
  const forget = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: "forget them" });
  forget.addEventListener("click", () => {
    forgetPast();
    part.hidden = true;
  });
  const head = Object.assign(document.createElement("div"), { className: "searched-head" });
  head.append(title, forget);
  part.replaceChildren(head, heat);
  part.hidden = false;
  part.onclick = (event) => {
    const button = event.target.closest("[data-from]");
    if (button) play(trackOf(holder), Number(button.dataset.from));
  };
  setUpHeat(part);
}

function row(found, duration, search) {
  const spans = found.spans.filter((span) => span.band !== "weak"); // what hardly fits is not worth marking
  const band = spans.length > 0 ? spans[0].band : "weak";
  const item = document.createElement("li");
  item.className = `lane ${band}`;
  item.dataset.tag = found.text;
  item.dataset.moments = found.moments.map((chance) => Math.round(100 * chance)).join(" ");
  item.dataset.spans = spans.map((span) => `${span.start_seconds / duration}-${span.end_seconds / duration}`).join(" ");
  const link = Object.assign(document.createElement("a"), { textContent: found.text, title: found.text });
  link.href = `${search}?${new URLSearchParams({ q: found.text })}`;
  const dot = Object.assign(document.createElement("span"), { className: "dot", title: `${band} match at its best` });
  const said = Object.assign(document.createElement("span"), { className: "sr", textContent: `${band} match at its best` });
  item.append(link, dot, said);
  for (const span of spans.slice(0, 1)) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link" });
    button.dataset.from = span.start_seconds;
    button.textContent = clock(span.start_seconds);
    button.setAttribute("aria-label", `Play from ${clock(span.start_seconds)}, where “${found.text}” fits best`);
    item.append(button);
  }
  return item;
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
