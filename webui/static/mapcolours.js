// How the points of the map look: by their group or a taught tag, and dimmed beside what was found or chosen.
import { TONES } from "./mapside.js";

/**
 * Colours, sizes in pixels and strengths of all points, in the order of `keys`.
 *
 * `colouring` says of which group each is, `taught` how likely a tag that somebody taught, in percent; one of them,
 * or neither. `hits` are what a search found, by key; `chosen` are places; `onlyTone` is the one group that
 * somebody picked, -1 for none.
 */
export function looks(keys, { colouring, taught, hits, chosen, onlyTone }) {
  const style = getComputedStyle(document.documentElement);
  const tones = Array.from({ length: TONES }, (_, tone) => rgb(style.getPropertyValue(`--map-${tone}`)));
  const [quiet, loud] = [rgb(style.getPropertyValue("--wave")), rgb(style.getPropertyValue("--accent"))];
  const count = keys.length;
  const [colours, sizes, strengths] = [new Float32Array(3 * count), new Float32Array(count), new Float32Array(count)];
  const base = Math.max(4, Math.min(13, 26 / Math.max(1, Math.log10(count + 1)) - 1));
  const searching = hits.size > 0;
  for (let place = 0; place < count; place += 1) {
    const share = taught ? taught.likely[place] / 100 : 0;
    const tone = colouring ? colouring.of[place] % TONES : 0;
    const mixed = taught ? quiet.map((value, part) => value + (loud[part] - value) * share) : tones[tone];
    colours.set(mixed, 3 * place);
    const hit = hits.get(keys[place]);
    const other = onlyTone >= 0 && colouring && colouring.of[place] !== onlyTone;
    const away = !chosen.has(place) && (other || (!hit && (searching || chosen.size > 0)));
    sizes[place] = base * (hit ? (hit.band === "weak" ? 1.1 : 1.5) : taught ? 0.8 + 0.5 * share : 1);
    strengths[place] = away ? 0.22 : hit?.band === "weak" ? 0.5 : 0.92;
  }
  return { colours, sizes, strengths };
}

function rgb(text) {
  const value = Number.parseInt(text.trim().slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
