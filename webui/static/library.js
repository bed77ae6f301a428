// The library page while the server is at something: how far it is, and when it is done, what changed.

const EVERY_MILLISECONDS = 2000;

const progress = () => document.getElementById("progress");
const busy = () => "busy" in (progress()?.dataset ?? {});
const parts = [...document.querySelectorAll("[data-part]")];
const told = new Map(parts.map((part) => [part, part.innerHTML])); // as the server told it

if (busy()) setTimeout(look, EVERY_MILLISECONDS);

async function look() {
  try {
    progress().replaceWith((await asked(progress().dataset.progress)).getElementById("progress"));
    if (!busy()) return await renew();
  } catch {
    // the server may be starting again: the next look tells
  }
  setTimeout(look, EVERY_MILLISECONDS);
}

/** The parts that are told otherwise now; what somebody reads or has opened stays where nothing changed. */
async function renew() {
  const page = await asked(location.pathname);
  for (const part of parts) {
    const fresh = page.querySelector(`[data-part=${part.dataset.part}]`);
    if (fresh.innerHTML === told.get(part)) continue;
    told.set(part, fresh.innerHTML);
    part.replaceChildren(...fresh.childNodes);
  }
}

async function asked(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
