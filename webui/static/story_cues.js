// Cards of cues: what plays in a scene, from where to where, why, and what else could.
import { icon, make } from "./making.js";
import { clock } from "./playing.js";

/** A card; `choose` is called with the key of an alternative. */
export function card(cue, choose) {
  const made = make("article", { className: "cue" });
  made.setAttribute("aria-label", `Cue ${cue.number}`);
  made.append(head(cue));
  if (cue.goes_on) made.append(make("p", { className: "cue-none", textContent: cue.why.moods.length ? "No music is named for its moods: the music before goes on." : "No mood of its own: the music before goes on." }));
  else if (cue.track === null) made.append(make("p", { className: "cue-none", textContent: cue.why.moods.length ? "No track is left for this scene." : "No mood that music could share: silence." }));
  else {
    made.append(main(cue), reasons(cue));
    if (cue.alternatives.length) made.append(others(cue, choose));
  }
  return made;
}

/** What the player needs of a track, on the element that stands for it. */
export function playable(element, track, start, end) {
  Object.assign(element.dataset, {
    key: track.key, audio: track.links.audio, peaks: track.links.peaks, page: track.page, title: track.title, artist: track.artist,
    start, end, duration: track.duration_seconds, volume: track.volume,
  });
}

function head(cue) {
  const line = make("p", { className: "cue-head" });
  line.append(make("b", { textContent: cue.number }), make("span", { className: "cue-time", textContent: `${clock(cue.scene_start)}–${clock(cue.scene_end)}` }));
  const moods = make("span", { className: "cue-moods" });
  for (const { mood, probability } of cue.why.moods) moods.append(make("span", { className: "cue-mood", textContent: `${mood} ${percent(probability)}` }));
  if (!cue.why.moods.length) moods.append(make("span", { className: "cue-mood", textContent: "no mood" }));
  line.append(moods);
  return line;
}

function main(cue) {
  const made = make("div", { className: `cue-main ${cue.why.band}` });
  playable(made, cue.track, cue.start, cue.end);
  const name = make("div", { className: "name" });
  name.append(make("a", { className: "title", href: cue.track.page, textContent: cue.track.title }), make("span", { className: "artist", textContent: cue.track.artist || "unknown artist" }));
  const moment = make("div", { className: "cue-moment" });
  const wave = make("canvas", { className: "wave" });
  wave.dataset.wave = "";
  wave.setAttribute("aria-hidden", "true");
  moment.append(wave, make("span", { className: "from", textContent: `${clock(cue.start)}–${clock(cue.end)}` }));
  made.append(cover(cue), name, band(cue.why.band), moment);
  return made;
}

function cover(cue) {
  const { track } = cue;
  const made = make("button", { type: "button", className: `cover hue-${track.hue}`, ariaLabel: `Play from cue ${cue.number}, ${track.title}` });
  made.dataset.play = "";
  if (track.has_cover) made.append(make("img", { src: track.links.cover, alt: "", width: 56, height: 56, loading: "lazy" }));
  made.append(icon("i-play"), icon("i-pause"));
  return made;
}

function band(how) {
  const made = make("span", { className: "band" });
  if (!how) return made;
  made.append(make("span", { className: "dot" }), how, make("span", { className: "sr", textContent: " match" }));
  return made;
}

function reasons(cue) {
  const { why } = cue;
  const made = make("ul", { className: "cue-why" });
  const say = (what, text) => {
    if (!text) return;
    const line = make("li", {});
    line.append(make("span", { textContent: what }), ` ${text}`);
    made.append(line);
  };
  say("heard", why.heard.map(({ mood, probability }) => `${mood} ${percent(probability)}`).join(", "));
  say("sound", [...why.tags.map(({ tag }) => tag), why.tempo_bpm ? `${Math.round(why.tempo_bpm)} bpm` : "", why.key].filter(Boolean).join(" · "));
  const silent = cue.scene_end - cue.scene_start - (cue.end - cue.start);
  if (silent > 1) say("short", `it ends ${clock(silent)} before the scene does`);
  return made;
}

function others(cue, choose) {
  const made = make("ul", { className: "others", ariaLabel: `Alternatives for cue ${cue.number}` });
  for (const each of cue.alternatives) {
    const line = make("li", { className: each.why.band });
    playable(line, each.track, each.start, each.end);
    const hear = make("button", { type: "button", className: "hear", ariaLabel: `Hear ${each.track.title}` });
    hear.dataset.play = "";
    hear.append(icon("i-play"), icon("i-pause"));
    const name = make("span", { className: "other-name" });
    name.append(make("a", { href: each.track.page, textContent: each.track.title }), ` ${each.track.artist}`);
    const take = make("button", { type: "button", className: "small", textContent: "Choose", ariaLabel: `Choose ${each.track.title} for cue ${cue.number}` });
    take.addEventListener("click", () => choose(each.track.key));
    line.append(hear, name, band(each.why.band), take);
    made.append(line);
  }
  return made;
}

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;
