// The keyboard alone is enough.
import { loaded, position, seek, toggle } from "./player.js";
import { playOrPause } from "./playing.js";
import { go } from "./search.js";
import { addOrRemove, playNext } from "./tray.js";

const STEP_SECONDS = 5;
const help = document.getElementById("keys");
const box = document.getElementById("q");

export function setUpKeys() {
  document.getElementById("keys-open").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target.matches("textarea, input:not([type=checkbox])");
    if (typing ? whileTyping(event) : elsewhere(event)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(".hit");
    for (const other of document.querySelectorAll(".hit.chosen")) other.classList.toggle("chosen", other === row);
    row?.classList.add("chosen");
  });
}

function whileTyping(event) {
  if (event.key === "/" && event.target === box && !box.value) return true; // it was meant to come here
  if (event.key === "Escape") return event.target.blur(), true;
  const atEnd = event.target.value.length === event.target.selectionStart;
  return event.key === "ArrowDown" && atEnd && !event.isComposing && choose(0);
}

function elsewhere(event) {
  const row = document.querySelector(".hit.chosen");
  const onControl = event.target.closest("a, button, summary, input") !== null;
  switch (event.key) {
    case "/":
      return box ? (box.focus(), box.select(), true) : (location.href = document.querySelector(".brand").href, true);
    case "?":
      return help.showModal(), true;
    case "ArrowDown":
      return choose(1);
    case "ArrowUp":
      return choose(-1);
    case "ArrowLeft":
      return loaded() !== null && (seek(position() - STEP_SECONDS), true);
    case "ArrowRight":
      return loaded() !== null && (seek(position() + STEP_SECONDS), true);
    case " ":
      if (onControl) return false;
      return row ? (playOrPause(row), true) : playPage();
    case "Enter":
      return !onControl && row !== null && ((location.href = row.dataset.page), true);
    case "s":
      return row !== null && (go(row.querySelector("[data-similar]").href), true);
    case "t":
      return row?.querySelector("[data-tray]") ? (addOrRemove(row), true) : false;
    case "n":
      return playNext();
    case "x": {
      const not = row?.querySelector("[data-not]");
      return Boolean(not) && (go(not.href), true);
    }
    default:
      return false;
  }
}

function playPage() {
  const track = document.getElementById("track");
  if (track) playOrPause(track);
  else if (loaded()) toggle();
  else return false;
  return true;
}

/** Go to the row `step` away from the chosen one; to the first where none is. */
function choose(step) {
  const rows = [...document.querySelectorAll(".hit")];
  const at = rows.findIndex((row) => row.classList.contains("chosen"));
  if (at === 0 && step < 0 && box) return box.focus(), true;
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (!next) return false;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}
