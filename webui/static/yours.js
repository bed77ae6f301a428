// Tags of one's own and taught ones: forms that change their part of the page alone.
import { ask } from "./sending.js";

export function setUpYours() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#yours form");
    if (form === null) return;
    event.preventDefault();
    const part = document.getElementById("yours");
    if (part.getAttribute("aria-busy") === "true") return;
    part.setAttribute("aria-busy", "true");
    const data = new FormData(form, event.submitter);
    data.set("part", "1");
    const field = document.activeElement?.id;
    try {
      const answer = await ask("POST", form.action, data);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("yours");
      if (fresh === null) throw new Error(page.querySelector(".lead")?.textContent ?? `the server answered ${answer.status}`);
      part.replaceWith(fresh);
      (document.getElementById(field) ?? fresh.querySelector("input:not([type=hidden])")).focus();
    } catch (error) {
      part.removeAttribute("aria-busy");
      const said = document.getElementById("yours-said");
      said.className = "wrong";
      said.textContent = error.message;
    }
  });
}
