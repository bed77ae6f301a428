// The words of a chip are changed where they stand; the text of the search follows.

/** `changed` is told the whole text anew. */
export function setUpChips(results, changed) {
  results.addEventListener("click", (event) => {
    const words = event.target.closest("[data-edit]");
    if (words) edit(words, changed);
  });
}

function edit(words, changed) {
  const place = Number(words.dataset.edit);
  const parts = JSON.parse(words.closest("[data-parts]").dataset.parts);
  const field = Object.assign(document.createElement("input"), { value: parts[place], spellcheck: false, ariaLabel: words.ariaLabel });
  let open = true;
  const close = (keep) => {
    if (!open) return;
    open = false;
    const typed = field.value.trim();
    if (keep && typed !== parts[place]) changed(parts.toSpliced(place, 1, ...(typed ? [typed] : [])).join(", "));
    else {
      field.replaceWith(words);
      words.focus({ preventScroll: true });
    }
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close(event.key === "Enter");
  });
  field.addEventListener("blur", () => close(true));
  words.replaceWith(field);
  field.select();
}
