// Elements, made in one line each.

/** An element with these properties. */
export function make(tag, about = {}) {
  return Object.assign(document.createElement(tag), about);
}

/** One of the page's own drawings, by the id that it has there. */
export function icon(id) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", id);
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${id}`);
  drawn.append(use);
  return drawn;
}
