// What was searched for lately, kept in this browser alone, so that the page of a track can show where it is met.

const KEPT = "leitmotif.past";
const MOST = 12;
const REST_MILLISECONDS = 1500;
const SAME_MILLISECONDS = 30000;

/** Texts that were searched for, the last one first. */
export function past() {
  return read().map((each) => each.text);
}

/** Know of no search any more. */
export function forgetPast() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // there is nothing to forget
  }
}

/** On the page of searches: keep what stays in its address for a while, or is there when somebody leaves. */
export function keepPast() {
  const results = document.getElementById("results");
  if (results === null) return;
  let rest = 0;
  const later = () => {
    clearTimeout(rest);
    rest = setTimeout(keep, REST_MILLISECONDS);
  };
  new MutationObserver(later).observe(results, { childList: true });
  addEventListener("pagehide", keep);
  later();
}

function keep() {
  const text = new URLSearchParams(location.search).get("q")?.trim();
  if (!text || text.length > 300 || document.querySelector("#results .hit") === null) return;
  const now = Date.now();
  // while somebody types, what they had typed until then is no search of its own
  const others = read().filter((each) => each.text !== text && !(text.startsWith(each.text) && now - each.when < SAME_MILLISECONDS));
  try {
    localStorage.setItem(KEPT, JSON.stringify([{ text, when: now }, ...others].slice(0, MOST)));
  } catch {
    // a browser that keeps nothing
  }
}

function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found.filter((each) => typeof each?.text === "string") : [];
  } catch {
    return [];
  }
}
