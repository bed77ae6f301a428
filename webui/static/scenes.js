// A paragraph is a scene, not a list of words: pasting one says so, and taking it out again says the opposite.

const KEPT = "leitmotif-story"; // where the page of stories finds the text
const WORDS = 25;
const WORDS_OF_SENTENCES = 14;

export function setUpScenes(form, box) {
  const modes = form.elements.as;
  const story = document.getElementById("to-story");
  let ours = false; // whether the mode was chosen here, not by hand

  const follow = () => {
    if (ours && !isParagraph(box.value)) {
      readAs(form, "");
      ours = false;
    }
    if (story) story.hidden = modes.value !== "scene" || !isParagraph(box.value);
    grow(box);
  };
  box.addEventListener("paste", () => {
    setTimeout(() => {
      if (modes.value === "" && isParagraph(box.value)) {
        readAs(form, "scene");
        ours = true;
      }
      follow();
    });
  });
  box.addEventListener("input", follow);
  box.addEventListener("filled", follow);
  form.addEventListener("change", (event) => {
    if (event.target.name !== "as") return;
    ours = false;
    follow();
  });
  story?.addEventListener("click", () => sessionStorage.setItem(KEPT, box.value));
  follow();
}

/** Choose how the text is read; by the list of both, "" could not be chosen. */
export function readAs(form, mode) {
  for (const choice of form.elements.as) choice.checked = choice.value === mode;
}

/** Many words, or more than one sentence of them. */
function isParagraph(text) {
  const words = text.trim().split(/\s+/).length;
  const sentences = text.trim().split(/[.!?…]["”’')]*\s+/).length;
  return words >= WORDS || (sentences > 1 && words >= WORDS_OF_SENTENCES);
}

/** As tall as its text, where the browser does not see to that itself. */
function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
