// The library page while the server is at something: how far it is, and all anew when it is done.

const EVERY_MILLISECONDS = 2000;

const part = () => document.getElementById("progress");
const busy = () => part() !== null && "busy" in part().dataset;

if (busy()) setTimeout(look, EVERY_MILLISECONDS);

async function look() {
  try {
    const answer = await fetch(part().dataset.progress);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      part().replaceWith(page.getElementById("progress"));
    }
  } catch {
    // the server may be starting again: the next look tells
  }
  if (busy()) setTimeout(look, EVERY_MILLISECONDS);
  else location.reload();
}
