// The one player: what plays, where it is, and how loud. Everybody else listens to its "change" events.

const sound = document.getElementById("sound");
export const player = new EventTarget();

let track = null;
let wanted = null; // second to start from, once enough of the file is there

/** The track that is loaded: {key, audio, peaks, page, title, artist, start, end, duration, volume}, or null. */
export const loaded = () => track;
export const playing = (key) => track !== null && track.key === key && !sound.paused;
export const position = () => (wanted === null ? sound.currentTime : wanted);
export const duration = () => (Number.isFinite(sound.duration) ? sound.duration : track ? track.duration : 0);

/** Play a track from a second, by default from the moment that matches. */
export function play(next, second = next.start) {
  if (track === null || track.key !== next.key || sound.error) sound.src = next.audio;
  track = next;
  sound.volume = next.volume;
  tell("change");
  seek(second);
  sound.play().catch((error) => {
    // a later choice interrupts an earlier one: nobody needs to hear of that
    if (error.name !== "AbortError" && error.name !== "NotSupportedError") tell("trouble", error.message);
  });
}

/** Pause what plays, or go on. */
export function toggle() {
  if (track === null) return;
  if (sound.error) play(track, position()); // what failed may be there again
  else if (sound.paused) sound.play().catch(() => {});
  else sound.pause();
}

export function seek(second) {
  const until = duration();
  const target = Math.max(0, until ? Math.min(second, until - 0.05) : second);
  if (sound.readyState >= HTMLMediaElement.HAVE_METADATA) {
    wanted = null;
    sound.currentTime = target;
  } else {
    wanted = target;
  }
  tell("move");
}

function tell(name, detail) {
  player.dispatchEvent(new CustomEvent(name, { detail }));
}

sound.addEventListener("loadedmetadata", () => {
  if (wanted !== null) sound.currentTime = wanted;
  wanted = null;
});
// one sound at a time, in whichever tab
const tabs = new BroadcastChannel("leitmotif-plays");
sound.addEventListener("play", () => tabs.postMessage(null));
tabs.addEventListener("message", () => sound.pause());
for (const name of ["play", "pause", "ended"]) sound.addEventListener(name, () => tell("change"));
sound.addEventListener("ended", () => tell("ended"));
for (const name of ["timeupdate", "seeked", "durationchange"]) sound.addEventListener(name, () => tell("move"));
sound.addEventListener("error", async () => {
  const failed = sound.error;
  const reason = failed?.code === MediaError.MEDIA_ERR_DECODE ? "the file is damaged here" : await whyNot(sound.src);
  if (sound.error === failed) tell("trouble", reason);
});

/** Browsers do not tell a file that they cannot play from one that they did not get. */
async function whyNot(address) {
  try {
    const answer = address.startsWith("blob:") ? { ok: true } : await fetch(address, { method: "HEAD" });
    if (answer.ok) return "this browser cannot play this kind of file";
    return answer.status === 410 ? "its file is gone from disk" : "the server does not give it out";
  } catch {
    return "the server does not answer: is it still running?";
  }
}
