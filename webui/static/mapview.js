// Which part of the map is seen: its units to pixels and back, and which point lies where somebody looks.

const MARGIN = 0.06;
const [FINEST, COARSEST] = [0.00002, 0.02]; // units a pixel
const EDGE = 20; // pixels from the border within which a point is hardly seen

/** What a canvas shows: `x` and `y` in its middle, `across` units a pixel. `places` are pairs, one after another. */
export function viewOn(canvas) {
  const view = { x: 0.5, y: 0.5, across: 0.002 };
  const across = (x) => (x - view.x) / view.across + canvas.clientWidth / 2;
  const down = (y) => (y - view.y) / view.across + canvas.clientHeight / 2;
  return Object.assign(view, {
    at: (x, y) => [across(x), down(y)],

    whole() {
      const room = Math.min(canvas.clientWidth, canvas.clientHeight) || 1;
      Object.assign(view, { x: 0.5, y: 0.5, across: (1 + 2 * MARGIN) / room });
    },

    /** What lies at this pixel stays there. */
    zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
      const [right, below] = [x - canvas.clientWidth / 2, y - canvas.clientHeight / 2];
      const [left, top] = [view.x + right * view.across, view.y + below * view.across];
      view.across = Math.min(COARSEST, Math.max(FINEST, view.across * factor));
      view.x = left - right * view.across;
      view.y = top - below * view.across;
    },

    pan(right, below) {
      view.x -= right * view.across;
      view.y -= below * view.across;
    },

    /** The point that is nearest to a pixel, -1 where none is within reach of it. */
    nearest(places, x, y, reach) {
      let [best, least] = [-1, reach * reach];
      for (let place = 0; 2 * place < places.length; place += 1) {
        const away = (across(places[2 * place]) - x) ** 2 + (down(places[2 * place + 1]) - y) ** 2;
        if (away < least) [best, least] = [place, away];
      }
      return best;
    },

    /** The nearest point in a direction, rather ahead than aside; the middle one where none is left (-1). */
    next(places, from, right, below) {
      const [x, y] = from < 0 ? [view.x, view.y] : [places[2 * from], places[2 * from + 1]];
      let [best, least] = [-1, Infinity];
      for (let place = 0; 2 * place < places.length; place += 1) {
        const [dx, dy] = [places[2 * place] - x, places[2 * place + 1] - y];
        const [ahead, aside] = [dx * right + dy * below, Math.abs(dx * below) + Math.abs(dy * right)];
        const cost = from < 0 ? Math.hypot(dx, dy) : ahead > 1e-6 ? ahead + 2.5 * aside : Infinity;
        if (place !== from && cost < least) [best, least] = [place, cost];
      }
      return best;
    },

    /** Have what lies there be seen, in the middle where it was not. */
    show(x, y) {
      const [right, below] = [across(x), down(y)];
      const seen = right >= EDGE && below >= EDGE && right <= canvas.clientWidth - EDGE && below <= canvas.clientHeight - EDGE;
      if (!seen) Object.assign(view, { x, y });
    },
  });
}
