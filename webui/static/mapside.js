// What stands beside the map: the track that is pointed at, those chosen, and what the colours mean.
import { make } from "./making.js";

export const TONES = 10;

/** An answer of the server read as JSON, or an Error that says what a person can do. */
export async function fetched(address) {
  let answer;
  try {
    answer = await fetch(address);
  } catch {
    throw new Error("The server does not answer. Is it still running?");
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.detail ?? `the server answered ${answer.status}`);
  return body;
}

/** A track as a card; `does.press` plays it, `does.choose` adds it to the chosen ones. */
export function cardOf(track, heard, isChosen, does) {
  const card = make("div", { className: "map-card" });
  const cover = make("button", { type: "button", className: `cover hue-${track.hue}`, ariaLabel: `Play ${track.title}` });
  if (track.cover) cover.append(make("img", { src: track.cover, alt: "", width: 56, height: 56 }));
  cover.addEventListener("click", does.press);
  const name = make("div", { className: "name" });
  name.append(make("a", { className: "title", href: track.page, textContent: track.title }));
  name.append(make("span", { className: "artist", textContent: track.artist || "unknown artist" }));
  name.append(make("span", { className: "facts", textContent: heard.join(" · ") }));
  const buttons = make("p", { className: "map-does" });
  const choose = make("button", { type: "button", className: "small", textContent: isChosen ? "Chosen" : "Choose" });
  choose.addEventListener("click", () => {
    does.choose();
    choose.textContent = "Chosen";
  });
  buttons.append(choose);
  card.append(cover, name, buttons);
  return card;
}

/** A chosen track as a line of the list; `out` takes it from there. */
export function lineOf(track, out) {
  const line = make("li");
  const button = make("button", { type: "button", textContent: "×", ariaLabel: `Take ${track.title} out` });
  button.addEventListener("click", out);
  line.append(make("a", { href: track.page, textContent: track.artist ? `${track.title} – ${track.artist}` : track.title }), button);
  return line;
}

/** What the colours mean: a scale for a taught tag, else a button a label, which `pick` is told of. */
export function fillLegend(legend, colouring, taught, picked, pick) {
  if (taught) {
    const line = make("li", { className: "scale" });
    line.append(make("span", { textContent: "not" }), make("i"), make("span", { textContent: taught.name }));
    legend.replaceChildren(line);
    return;
  }
  const focused = document.activeElement?.dataset?.tone;
  const counts = new Map();
  for (const tone of colouring?.of ?? []) counts.set(tone, (counts.get(tone) ?? 0) + 1);
  legend.replaceChildren(
    ...(colouring?.labels ?? []).map((label, tone) => {
      const button = make("button", { type: "button", ariaPressed: picked === tone });
      button.dataset.tone = tone;
      button.append(make("span", { className: `swatch tone-${tone % TONES}` }), label, make("span", { className: "count", textContent: counts.get(tone) ?? 0 }));
      button.addEventListener("click", () => pick(tone));
      const line = make("li");
      line.append(button);
      return line;
    }),
  );
  if (focused !== undefined) legend.querySelector(`[data-tone="${focused}"]`)?.focus();
}
