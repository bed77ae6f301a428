// Files dropped on the page: sent one after the other, listened to on the server, played from here.
import { setUpHeat } from "./heat.js";
import { showState } from "./playing.js";
import { freshToken, token } from "./sending.js";
import { drawWaves, knowOutline } from "./waves.js";

const form = document.getElementById("tag");
const input = document.getElementById("tag-files");
const queue = document.getElementById("tag-queue");
const results = document.getElementById("tag-results");
const status = document.getElementById("tag-status");
const most = Number(form.dataset.most);
const waiting = [];
let busy = false;

input.addEventListener("change", () => {
  take(input.files);
  input.value = "";
});
form.addEventListener("submit", (event) => event.preventDefault());
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name === "drop") take(event.dataTransfer.files);
  });
}
results.addEventListener("click", (event) => {
  const keep = event.target.closest("[data-keep]");
  if (keep === null) return;
  keep.disabled = true;
  keep.textContent = "Adding …";
  const result = keep.closest(".result");
  waiting.push({ file: result.file, keep: true, place: result, row: rowOf(result.file) });
  next();
});

/** Put files in the queue; those that are too big get no further. */
function take(files) {
  for (const file of files) {
    const row = rowOf(file);
    if (file.size > most) fail(row, `it is bigger than ${Math.round(most / 1048576)} MB`);
    else waiting.push({ file, keep: false, place: null, row });
  }
  next();
}

async function next() {
  if (busy || waiting.length === 0) return;
  busy = true;
  const job = waiting.shift();
  try {
    const answer = await post(job);
    const page = new DOMParser().parseFromString(answer, "text/html");
    const result = document.adoptNode(page.querySelector(".result"));
    show(result, job);
    job.row.remove();
    status.textContent = result.querySelector(".wrong") && result.matches(".failed") ? `${job.file.name} could not be listened to` : `${job.file.name} has been listened to`;
  } catch (error) {
    fail(job.row, error.message, () => {
      waiting.push({ ...job, row: rowOf(job.file) });
      next();
    });
    const keep = job.place?.querySelector("[data-keep]");
    if (keep) Object.assign(keep, { disabled: false, textContent: "Add to my library" });
  }
  busy = false;
  next();
}

function show(result, job) {
  result.file = job.file;
  const holder = result.querySelector("[data-outline]");
  if (holder !== null) {
    holder.dataset.audio = job.place?.querySelector("[data-outline]")?.dataset.audio || URL.createObjectURL(job.file);
    holder.dataset.page = location.pathname;
    knowOutline(holder.dataset.peaks, holder.dataset.outline.split(" ").map(Number));
    holder.querySelector("[data-play]").disabled = false;
  }
  if (job.place) job.place.replaceWith(result);
  else results.prepend(result);
  drawWaves(result);
  setUpHeat(result);
  showState();
}

/** Send a file; a token from before a restart of the server is renewed, and a busy server asked again. */
async function post(job) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await once(job);
    const [again, later] = [answer.status === 403 && attempt === 0, [429, 503].includes(answer.status) && attempt < 20];
    if (answer.ok) return answer.text;
    if (again && (await freshToken())) continue;
    if (!later) throw new Error(reason(answer));
    say(job.row, "waiting for its turn …");
    await new Promise((done) => setTimeout(done, 1000 * (Number(answer.again) || 3)));
  }
}

function once({ file, keep, row }) {
  return new Promise((done, failed) => {
    const asked = new XMLHttpRequest();
    const data = new FormData();
    data.set("file", file);
    data.set("part", "1");
    if (keep) data.set("keep", "1");
    asked.open("POST", form.action);
    asked.setRequestHeader("X-CSRF-Token", token());
    asked.upload.addEventListener("progress", (event) => {
      row.querySelector("progress").value = event.loaded / event.total;
      say(row, "sending …");
    });
    asked.upload.addEventListener("load", () => {
      row.querySelector("progress").removeAttribute("value");
      say(row, "listening …");
    });
    asked.addEventListener("load", () => done({ ok: asked.status < 300, status: asked.status, text: asked.responseText, again: asked.getResponseHeader("Retry-After") }));
    asked.addEventListener("error", () => failed(new Error("the server does not answer: is it still running?")));
    asked.send(data);
  });
}

function reason(answer) {
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  return page.querySelector("main .lead")?.textContent ?? `the server answered ${answer.status}`;
}

function rowOf(file) {
  const row = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "queue-name", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { value: 0 });
  bar.setAttribute("aria-label", `${file.name}: how far`);
  row.append(name, bar, Object.assign(document.createElement("span"), { className: "queue-said", textContent: "waiting" }));
  queue.append(row);
  return row;
}

function say(row, text) {
  row.querySelector(".queue-said").textContent = text;
}

function fail(row, text, again) {
  row.querySelector("progress")?.remove();
  row.classList.add("wrong");
  say(row, text);
  status.textContent = `${row.querySelector(".queue-name").textContent}: ${text}`;
  const buttons = again ? [["Try again", again]] : [];
  for (const [label, act] of [...buttons, ["Dismiss", () => {}]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: label });
    button.addEventListener("click", () => {
      row.remove();
      act();
    });
    row.append(button);
  }
}
