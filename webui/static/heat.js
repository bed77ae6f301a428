// Tags over time as a picture: a row for each, beneath the outline of the sound, as dark as the tag is likely.
import { shareAt } from "./waves.js";

const drawn = new Set();
const sized = new ResizeObserver((entries) => {
  for (const entry of entries) draw(entry.target.closest("[data-heat]"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const heat of drawn) if (heat.isConnected) draw(heat);
});

/** Have all heat maps beneath an element drawn, and tell what is under the pointer. */
export function setUpHeat(root) {
  for (const heat of root.querySelectorAll("[data-heat]")) {
    drawn.add(heat);
    sized.observe(heat.querySelector(".map"));
    const map = heat.querySelector(".map");
    const tip = Object.assign(document.createElement("span"), { className: "heat-tip", hidden: true });
    tip.setAttribute("aria-hidden", "true");
    map.append(tip);
    map.addEventListener("pointermove", (event) => tell(heat, tip, event));
    map.addEventListener("pointerleave", () => (tip.hidden = true));
  }
  for (const button of root.querySelectorAll("[data-show-more]")) button.addEventListener("click", () => showMore(button));
}

function showMore(button) {
  const more = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", more);
  button.dataset.less ??= button.textContent;
  button.textContent = more ? "fewer tags" : button.dataset.less;
  for (const lane of button.closest(".over-time").querySelectorAll("[data-more]")) lane.hidden = !more;
}

function draw(heat) {
  const canvas = heat.querySelector("canvas");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!width || !height) return;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const style = getComputedStyle(heat);
  const [ink, ground, mark] = ["--accent", "--ground", "--ink"].map((name) => style.getPropertyValue(name));
  const [starts, widths] = [numbers(heat.dataset.starts), numbers(heat.dataset.widths)];
  for (const lane of lanes(heat)) {
    const [top, tall] = [lane.offsetTop, lane.offsetHeight - 1];
    pen.globalAlpha = 1;
    pen.fillStyle = ground;
    pen.fillRect(0, top, width, tall);
    pen.fillStyle = ink;
    numbers(lane.dataset.moments).forEach((chance, place) => {
      pen.globalAlpha = chance / 100;
      const from = Math.round(starts[place] * width * scale) / scale;
      const to = Math.round((starts[place] + widths[place]) * width * scale) / scale;
      pen.fillRect(from, top, to - from, tall);
    });
    pen.globalAlpha = 1;
    pen.strokeStyle = mark;
    pen.lineWidth = 1.5;
    for (const [from, to] of spans(lane)) pen.strokeRect(from * width + 1, top + 1, Math.max(3, (to - from) * width - 2), tall - 2);
  }
}

function tell(heat, tip, event) {
  const map = heat.querySelector(".map");
  const share = shareAt(map, event);
  const down = event.clientY - map.getBoundingClientRect().top;
  const lane = lanes(heat).find((each) => {
    const top = each.offsetTop;
    return down >= top && down < top + each.offsetHeight;
  });
  const place = numbers(heat.dataset.starts).findLastIndex((start) => start <= share);
  tip.hidden = lane === undefined || place < 0;
  if (tip.hidden) return;
  const second = share * Number(heat.closest("[data-key]").dataset.duration);
  tip.textContent = `${lane.dataset.tag} ${numbers(lane.dataset.moments)[place]} % at ${clock(second)}`;
  tip.style.transform = `translate(${share < 0.5 ? share * map.clientWidth + 12 : share * map.clientWidth - tip.offsetWidth - 12}px, ${down - 30}px)`;
}

const lanes = (heat) => [...heat.querySelectorAll(".lane:not([hidden])")];
const numbers = (text) => (text ? text.split(" ").map(Number) : []);
const spans = (lane) => (lane.dataset.spans ? lane.dataset.spans.split(" ").map((span) => span.split("-").map(Number)) : []);

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
