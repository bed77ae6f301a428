// What mouse and fingers do on a map: point, press, move, zoom, and draw a lasso.

const STILL = 4; // pixels that a press may move
const ZOOM_A_STEP = 0.004;
const MOST_STEPS = 60;

/** Tells `does` what happens on a canvas, in its pixels. While `does.lassoing()` or with Shift, moving draws. */
export function gestures(canvas, does) {
  const fingers = new Map();
  let [moved, from, apart, lasso] = [false, null, 0, null];
  const where = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const pinch = () => {
    const [one, other] = [...fingers.values()];
    const now = distance(one, other);
    if (apart && now) does.zoom(apart / now, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2);
    apart = now;
  };
  const leave = () => {
    lasso = null;
    does.drawn(null);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, where(event));
    [moved, from, apart] = [false, where(event), 0];
    if (fingers.size === 1 && (does.lassoing() || event.shiftKey)) lasso = [from];
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = where(event);
    if (!fingers.has(event.pointerId)) return does.over(...here);
    const before = fingers.get(event.pointerId);
    fingers.set(event.pointerId, here);
    moved ||= distance(from, here) > STILL;
    if (fingers.size === 2) {
      if (lasso) leave();
      pinch();
    } else if (lasso) {
      lasso.push(here);
      does.drawn(lasso);
    } else if (moved) {
      canvas.classList.add("dragging");
      does.moved(here[0] - before[0], here[1] - before[1]);
    }
  });
  const lifted = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    canvas.classList.remove("dragging");
    const shape = lasso;
    if (shape) leave();
    if (event.type !== "pointerup") return;
    if (shape && moved) does.caught(shape);
    else if (!moved && !fingers.size) does.pressed(...where(event));
  };
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, lifted);
  canvas.addEventListener("pointerleave", () => fingers.size || does.gone());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    does.zoom(Math.exp(Math.max(-MOST_STEPS, Math.min(MOST_STEPS, event.deltaY)) * ZOOM_A_STEP), ...where(event));
  }, { passive: false });
}

/** Whether a point lies in a shape that closes itself. */
export function within([x, y], shape) {
  let inside = false;
  for (let each = 0, last = shape.length - 1; each < shape.length; last = each, each += 1) {
    const [[ax, ay], [bx, by]] = [shape[each], shape[last]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

const distance = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);
