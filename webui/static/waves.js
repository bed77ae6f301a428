// Outlines of tracks on canvases: fetched once each, drawn when seen, again when sizes or colours change.

const outlines = new Map(); // address -> promise of numbers from 0 to 255
const BAR = 3; // pixels from one bar to the next
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) drawWave(entry.target);
}, { rootMargin: "200px" });
const sized = new ResizeObserver((entries) => {
  for (const entry of entries) if (entry.target.dataset.drawn) drawWave(entry.target);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const canvas of document.querySelectorAll("canvas[data-drawn]")) drawWave(canvas);
});

/** Have all canvases beneath an element drawn. */
export function drawWaves(root) {
  for (const canvas of root.querySelectorAll("[data-wave]")) {
    seen.observe(canvas);
    sized.observe(canvas);
  }
}

/** Where in a wave a click was, from 0 to 1. */
export function shareAt(element, event) {
  const box = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}

/** Draw a canvas; `share` is how much has been played, null for nothing, undefined for as before. */
export async function drawWave(canvas, share) {
  if (share !== undefined) canvas.dataset.share = share ?? "";
  const told = (canvas.dataset.peaks ? canvas : canvas.closest("[data-key]")).dataset;
  if (!canvas.dataset.drawn) paint(canvas, told, []); // a flat line with its moment, until more is known
  canvas.dataset.drawn = "1";
  paint(canvas, told, await outline(told.peaks));
}

function paint(canvas, told, peaks) {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width) return;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  const colour = getComputedStyle(document.documentElement);
  const inks = Object.fromEntries(["wave", "wave-span", "wave-played"].map((name) => [name, colour.getPropertyValue(`--${name}`)]));
  const total = Number(told.duration) || 1;
  const [start, end] = [Number(told.start) / total, Number(told.end) / total];
  const whole = start <= 0 && end >= 0.999;
  const played = canvas.dataset.share ? Number(canvas.dataset.share) : -1;
  const bars = Math.floor(width / BAR);
  for (let bar = 0; bar < bars; bar += 1) {
    const middle = (bar + 0.5) / bars;
    const loud = loudest(peaks, bar / bars, (bar + 1) / bars);
    const tall = Math.max(2, loud * (height - 4));
    const marked = !whole && middle >= start && middle <= end;
    pen.fillStyle = middle <= played ? inks["wave-played"] : marked || whole ? inks["wave-span"] : inks.wave;
    pen.globalAlpha = whole && middle > played ? 0.75 : 1;
    pen.fillRect(bar * BAR, (height - tall) / 2, BAR - 1, tall);
  }
  pen.globalAlpha = 1;
  if (!whole) {
    pen.fillStyle = inks["wave-span"];
    pen.fillRect(start * width, height - 2, Math.max(3, (end - start) * width), 2);
  }
}

/** Say what the outline at an address is, where the server has none. */
export function knowOutline(address, peaks) {
  outlines.set(address, Promise.resolve(peaks));
}

function loudest(peaks, from, to) {
  let most = 0;
  const last = Math.max(Math.floor(to * peaks.length), Math.floor(from * peaks.length) + 1);
  for (let place = Math.floor(from * peaks.length); place < last; place += 1) most = Math.max(most, peaks[place] ?? 0);
  return most / 255;
}

function outline(address) {
  if (!outlines.has(address)) {
    const asked = fetch(address).then((answer) => (answer.ok ? answer.json() : { peaks: [] }));
    outlines.set(address, asked.then((told) => told.peaks).catch(() => {
      outlines.delete(address);
      return [];
    }));
  }
  return outlines.get(address);
}
