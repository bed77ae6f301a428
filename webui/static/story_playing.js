// The whole soundtrack in order: each cue from where it begins to where it ends, then the next.
import { loaded, play, player, position, toggle } from "./player.js";
import { moveHead } from "./story_arc.js";
import { mark } from "./story_scenes.js";

const button = document.getElementById("story-play");
const sound = document.getElementById("sound");
let cues = [];
let turn = -1; // place of the cue that plays, -1 while something else does
let over = false; // whether the cue's end was reached: it is told several times

export function setUpStoryPlaying() {
  button.addEventListener("click", () => {
    if (turn >= 0) toggle();
    else playFrom(0);
  });
  player.addEventListener("change", follow);
  player.addEventListener("move", move);
  player.addEventListener("ended", () => turn >= 0 && playFrom(turn + 1));
}

/** Have these cues played from now on; what plays goes on where it still is one of them. */
export function toPlay(next) {
  cues = next;
  turn = -1;
  follow();
}

/** Play the first cue from a place on that has music of its own. */
function playFrom(place) {
  const next = cues.findIndex((cue, own) => own >= place && begins(cue));
  if (next >= 0) play(trackOf(cues[next]));
  else if (!sound.paused) toggle();
}

function trackOf(cue) {
  const { track } = cue;
  return {
    key: track.key, audio: track.links.audio, peaks: track.links.peaks, page: track.page, title: track.title, artist: track.artist,
    start: cue.start, end: cue.end, duration: track.duration_seconds, volume: track.volume,
  };
}

const begins = (cue) => cue.track !== null && !cue.goes_on;
const same = (cue, track) => begins(cue) && cue.track.key === track.key && cue.start === track.start;

/** Until which second of its track a cue is heard: on through scenes without a mood of their own. */
function until(place) {
  let last = place;
  while (cues[last + 1]?.goes_on) last += 1;
  return cues[place].end + cues[last].scene_end - cues[place].scene_end;
}

function follow() {
  const track = loaded();
  const before = turn;
  turn = track === null ? -1 : cues.findIndex((cue) => same(cue, track));
  if (turn !== before) over = false;
  const plays = turn >= 0 && !sound.paused;
  button.classList.toggle("playing", plays);
  button.querySelector("span").textContent = plays ? "Pause" : turn >= 0 ? "Go on" : "Play the soundtrack";
  move();
}

function move() {
  const track = loaded();
  if (turn < 0) {
    mark(-1);
    moveHead(null);
    if (previewed(track) && !sound.paused && position() >= track.end) toggle();
    return;
  }
  const into = position() - cues[turn].start;
  const at = cues[turn].scene_start + into;
  mark(cues.findLastIndex((cue, place) => (place === turn || cue.goes_on) && place >= turn && cue.scene_start <= Math.max(at, cues[turn].scene_start)));
  moveHead(Math.max(cues[turn].scene_start, at));
  const ends = position() >= until(turn);
  if (ends && !over && !sound.paused) {
    over = true;
    playFrom(turn + 1);
  } else if (!ends) over = false;
}

/** Whether it is an alternative that is tried. */
const previewed = (track) => track !== null && cues.some((cue) => cue.alternatives.some((each) => each.track.key === track.key && each.start === track.start));
