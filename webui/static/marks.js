// What lies over the points of the map: rings, names of groups, where a search dropped, the lasso.
import { fit } from "./points.js";

const LABELLED = 0.02; // share of all tracks that gets its name written on the map
const RINGS = { chosen: [8, 2, "--accent"], heard: [10, 3, "--accent"], playing: [13, 3, "--accent"], pointed: [10, 2, "--ink"] };

/** The name of each large group, in the middle of it, in the map's units. */
export function namesOf(colouring, places) {
  if (!colouring) return [];
  const all = colouring.of.length;
  const members = colouring.labels.map(() => []);
  colouring.of.forEach((tone, place) => members[tone].push(place));
  const large = (label, tone) => label !== "other" && members[tone].length >= Math.max(2, LABELLED * all);
  return colouring.labels.flatMap((label, tone) => (large(label, tone) ? [{ label, x: middle(members[tone], places, 0), y: middle(members[tone], places, 1) }] : []));
}

function middle(members, places, axis) {
  const values = Float32Array.from(members, (place) => places[2 * place + axis]).sort();
  return values[values.length >> 1];
}

/** `at` turns the map's units into pixels, `rings` are places of tracks with what is the matter with them. */
export function drawMarks(canvas, { at, places, rings, names, drop, lasso }) {
  const paper = canvas.getContext("2d");
  const pixels = fit(canvas);
  const style = getComputedStyle(document.documentElement);
  const tone = (name) => style.getPropertyValue(name);
  paper.setTransform(pixels, 0, 0, pixels, 0, 0);
  paper.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  drawNames(paper, names, at, tone);
  for (const [place, kind] of rings) {
    const [radius, width, colour] = RINGS[kind];
    paper.beginPath();
    paper.arc(...at(places[2 * place], places[2 * place + 1]), radius, 0, 7);
    paper.strokeStyle = tone(colour);
    paper.lineWidth = width;
    paper.stroke();
  }
  if (drop) drawDrop(paper, ...at(drop.x, drop.y), tone);
  if (lasso) drawLasso(paper, lasso, tone);
}

/** As far as names leave each other room. */
function drawNames(paper, names, at, tone) {
  paper.font = "600 13px system-ui, sans-serif";
  paper.textAlign = "center";
  const taken = [];
  for (const name of names) {
    const [x, below] = at(name.x, name.y);
    const [y, half] = [below - 12, paper.measureText(name.label).width / 2 + 6];
    if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 18)) continue;
    taken.push({ x, y, half });
    paper.lineWidth = 4;
    paper.strokeStyle = tone("--card");
    paper.strokeText(name.label, x, y);
    paper.fillStyle = tone("--ink");
    paper.fillText(name.label, x, y);
  }
}

function drawDrop(paper, x, y, tone) {
  paper.beginPath();
  paper.moveTo(x, y);
  paper.bezierCurveTo(x - 15, y - 17, x - 11, y - 34, x, y - 34);
  paper.bezierCurveTo(x + 11, y - 34, x + 15, y - 17, x, y);
  paper.fillStyle = tone("--accent");
  paper.strokeStyle = tone("--card");
  paper.lineWidth = 2;
  paper.fill();
  paper.stroke();
  paper.beginPath();
  paper.arc(x, y - 23, 4.5, 0, 7);
  paper.fillStyle = tone("--card");
  paper.fill();
}

function drawLasso(paper, lasso, tone) {
  paper.beginPath();
  for (const [x, y] of lasso) paper.lineTo(x, y);
  paper.closePath();
  paper.strokeStyle = tone("--accent");
  paper.lineWidth = 2;
  paper.setLineDash([6, 4]);
  paper.stroke();
  paper.setLineDash([]);
  paper.globalAlpha = 0.12;
  paper.fillStyle = tone("--accent");
  paper.fill();
  paper.globalAlpha = 1;
}
