// What people say of a track: forms that change what the page tells of it, and nothing else.
import { setUpHeat } from "./heat.js";
import { showSearched } from "./searched.js";
import { ask } from "./sending.js";

const PARTS = ["heard-picture", "heard-words", "heard-whole", "yours"];

export function setUpYours() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-part]");
    if (form === null) return;
    event.preventDefault();
    const page = document.getElementById("track");
    if (page.getAttribute("aria-busy") === "true") return;
    page.setAttribute("aria-busy", "true");
    const data = new FormData(form, event.submitter);
    data.set("part", "1");
    const field = document.activeElement?.id;
    try {
      const answer = await ask("POST", form.action, data);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (fresh.getElementById("yours") === null) throw new Error(fresh.querySelector(".lead")?.textContent ?? `the server answered ${answer.status}`);
      for (const id of PARTS) put(document.getElementById(id), fresh.getElementById(id));
      next(event.submitter, field).focus();
      showSearched();
    } catch (error) {
      const said = document.getElementById("yours-said");
      said.className = "wrong";
      said.textContent = error.message;
    }
    page.removeAttribute("aria-busy");
  });
}

/** A part in place of its old self, as far unfolded as that was. */
function put(old, fresh) {
  if (old === null || fresh === null) return;
  const [table, all] = [old.querySelector("details")?.open, old.querySelector("[data-show-more][aria-expanded=true]")];
  old.replaceWith(fresh);
  setUpHeat(fresh);
  if (table) fresh.querySelector("details")?.setAttribute("open", "");
  if (all) fresh.querySelector("[data-show-more]")?.click();
}

/** Where a person goes on: where a tag was struck out it can be had back, and the other way round. */
function next(pressed, field) {
  const back = { strike: "restore", restore: "strike" }[pressed?.name];
  const buttons = back ? [...document.querySelectorAll(`#heard-whole [name=${back}]`)] : [];
  return (
    buttons.find((button) => button.value === pressed.value) ??
    document.getElementById(field) ??
    document.querySelector("#yours input:not([type=hidden])")
  );
}
