// Colours of moods: what feels alike lies near on the wheel.

const HUES = {
  angry: 25, exciting: 50, triumphant: 75, happy: 95, funny: 110, playful: 130, calm: 185, tender: 160, lonely: 225,
  sad: 255, mysterious: 285, scary: 310, tense: 335, romantic: 5, nostalgic: 65,
};
const TURN = 180 / Math.PI;

/** Give an element its scene's colour: `--hue`, and how much of it. */
export function tint(element, why) {
  const foremost = why.moods[0]?.mood;
  const hue = HUES[foremost] ?? (450 - Math.atan2(why.arousal, why.valence) * TURN) % 360;
  element.style.setProperty("--hue", Math.round(hue));
  element.classList.toggle("moodless", foremost === undefined);
}

/** Its foremost moods in words. */
export const named = (why, most = 2) => why.moods.slice(0, most).map((each) => each.mood).join(" · ") || "no mood";
