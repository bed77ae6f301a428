// The bar at the bottom, and the marks on rows of what plays.
import { duration, loaded, play, player, playing, position, seek, toggle } from "./player.js";
import { drawWave, shareAt } from "./waves.js";

const STEP_SECONDS = 5;
const bar = document.getElementById("player");
const wave = document.getElementById("player-wave");
const time = document.getElementById("player-time");
const trouble = document.getElementById("player-trouble");

/** What a row or the page of a track says of it. */
export function trackOf(element) {
  const told = element.dataset;
  const numbers = Object.fromEntries(["start", "end", "duration", "volume"].map((name) => [name, Number(told[name])]));
  return { key: told.key, audio: told.audio, peaks: told.peaks, page: told.page, title: told.title, artist: told.artist, ...numbers };
}

/** Play it from the matching moment, or pause where it plays already. */
export function playOrPause(element) {
  const track = trackOf(element);
  if (loaded()?.key === track.key && loaded().start === track.start) toggle();
  else play(track);
}

export function setUpPlaying() {
  document.addEventListener("click", (event) => {
    const holder = event.target.closest("[data-key]");
    if (holder === null) return;
    if (event.target.closest("[data-play]")) return playOrPause(holder);
    const drawn = event.target.closest("[data-wave], [data-seek]");
    if (drawn) play(trackOf(holder), shareAt(drawn, event) * Number(holder.dataset.duration));
  });
  document.getElementById("player-toggle").addEventListener("click", toggle);
  wave.addEventListener("click", (event) => seek(shareAt(wave, event) * duration()));
  wave.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: position() - STEP_SECONDS, ArrowRight: position() + STEP_SECONDS, Home: 0, End: duration() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    seek(to);
  });
  player.addEventListener("change", showState);
  player.addEventListener("move", showPosition);
  player.addEventListener("trouble", (event) => {
    trouble.textContent = `${loaded()?.title ?? "This"}: ${event.detail}`;
    trouble.hidden = false;
  });
}

/** Rows that came new from the server do not know yet what plays. */
export function showState() {
  const track = loaded();
  if (track === null) return;
  bar.hidden = false;
  const plays = playing(track.key);
  if (plays) trouble.hidden = true;
  bar.classList.toggle("playing", plays);
  document.getElementById("player-title").textContent = track.title;
  document.getElementById("player-title").href = track.page;
  document.getElementById("player-artist").textContent = track.artist;
  for (const row of document.querySelectorAll("[data-key]")) row.classList.toggle("playing", playing(row.dataset.key));
  Object.assign(wave.dataset, { peaks: track.peaks, start: track.start, end: track.end, duration: track.duration });
  showPosition();
}

function showPosition() {
  const track = loaded();
  if (track === null) return;
  const share = duration() ? position() / duration() : 0;
  time.textContent = `${clock(position())} / ${clock(duration())}`;
  wave.setAttribute("aria-valuemax", Math.round(duration()));
  wave.setAttribute("aria-valuenow", Math.round(position()));
  wave.setAttribute("aria-valuetext", clock(position()));
  drawWave(wave, share);
  for (const holder of document.querySelectorAll("[data-key]")) {
    const canvas = holder.querySelector("[data-wave]");
    if (canvas === null) continue;
    const here = holder.dataset.key === track.key;
    if (here || canvas.dataset.share) drawWave(canvas, here ? share : null);
  }
  movePlayhead(track, share);
}

function movePlayhead(track, share) {
  for (const head of document.querySelectorAll(".playhead")) {
    head.hidden = head.closest("[data-key]").dataset.key !== track.key;
    const canvas = head.parentElement.querySelector("[data-wave]");
    head.style.transform = `translateX(${canvas.offsetLeft + share * canvas.clientWidth - 1}px)`;
  }
}

/** Minutes and seconds, hours where there are any. */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
