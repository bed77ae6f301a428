// Playlists that outlive the tray: kept by the server, or written to files for other players.
import { make } from "./making.js";
import { ask, send } from "./sending.js";

const tray = document.getElementById("tray");
const name = document.getElementById("tray-name");
const said = document.getElementById("tray-said");
const saved = document.getElementById("tray-saved");
const remove = document.getElementById("tray-remove");
let items = () => []; // what is in the tray
let change = () => {}; // puts something else into it
let ours = ""; // the playlist that may be replaced without a question
let known = ""; // the one that the tray was saved as or opened from

export function setUpKeeping(held, put) {
  [items, change] = [held, put];
  document.getElementById("tray-form").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  for (const button of tray.querySelectorAll("[data-file-as]")) {
    button.addEventListener("click", () => writeFile(button.dataset.fileAs));
  }
  remove.addEventListener("click", forget);
  name.addEventListener("input", follow);
  saved.addEventListener("pointerdown", offer);
  saved.addEventListener("focus", offer);
  saved.addEventListener("change", open);
}

/** Tell how it went, at the foot of the tray. */
export function say(text, wrong = false) {
  said.textContent = text;
  said.classList.toggle("wrong", wrong);
}

async function save() {
  const called = name.value.trim() || "Leitmotif";
  await attempt(async () => {
    const { playlists } = await send("GET", tray.dataset.playlists);
    if (playlists.includes(called) && called !== ours) {
      ours = called;
      return say(`There is a playlist “${called}” already: Save once more takes its place.`);
    }
    const told = await send("PUT", `${tray.dataset.playlists}/${encodeURIComponent(called)}`, { tracks: moments() });
    name.value = known = ours = told.name;
    follow();
    say(`Saved as “${known}”.`);
  });
}

const moments = () => items().map((item) => ({ key: item.key, start_seconds: item.start }));

/** Only what was saved or opened here can be removed, and asks twice. */
function follow() {
  remove.hidden = !known || name.value.trim() !== known;
  remove.textContent = "Remove";
}

async function forget() {
  if (remove.textContent === "Remove") {
    remove.textContent = "Really remove?";
    return;
  }
  await attempt(async () => {
    await send("DELETE", `${tray.dataset.playlists}/${encodeURIComponent(known)}`);
    say(`Removed “${known}”; its tracks are still here.`);
    known = ours = "";
  });
  follow();
}

async function writeFile(format) {
  const called = name.value.trim() || "Leitmotif";
  const tracks = moments();
  await attempt(async () => {
    const answer = await ask("POST", tray.dataset.file, { format, name: called, tracks });
    if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.detail ?? `the server answered ${answer.status}`);
    const address = URL.createObjectURL(await answer.blob());
    make("a", { href: address, download: `${called.replace(/[\\/:*?"<>|\s]+/g, " ").trim() || "Leitmotif"}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    say(`Written as ${format.toUpperCase()}.`);
  });
}

async function offer() {
  await attempt(async () => {
    const { playlists } = await send("GET", tray.dataset.playlists);
    const first = make("option", { value: "", textContent: playlists.length ? "Open …" : "None saved yet" });
    saved.replaceChildren(first, ...playlists.map((each) => make("option", { value: each, textContent: each })));
  });
}

async function open() {
  const called = saved.value;
  if (!called) return;
  await attempt(async () => {
    const told = await send("GET", `${tray.dataset.playlists}/${encodeURIComponent(called)}`);
    name.value = known = ours = called;
    change(told.tracks.map((track) => ({ ...track, end: track.duration })));
    follow();
    say(`Opened “${called}”.`);
  });
  saved.value = "";
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(error.message, true);
  }
}
