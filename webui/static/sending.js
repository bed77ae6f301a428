// What changes something on the server, with the token that says that this page asks for it.

const meta = document.querySelector("meta[name=csrf-token]");

/** Ask the server; gives its answer read as JSON, or throws an Error that says what a person can do. */
export async function send(method, address, body) {
  const answer = await ask(method, address, body);
  const told = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(told?.detail ?? `the server answered ${answer.status}`);
  return told;
}

/** The same with the answer as it is. A token from before a restart of the server is renewed once. */
export async function ask(method, address, body, signal) {
  const answer = await once(method, address, body, signal);
  return answer.status === 403 && (await freshToken()) ? once(method, address, body, signal) : answer;
}

/** What proves that this page asks. */
export const token = () => meta.content;

/** Get the token anew; whether it is another one now. */
export async function freshToken() {
  const fresh = await fetch(meta.dataset.again).then((given) => given.json()).catch(() => null);
  if (fresh === null || fresh.token === meta.content) return false;
  meta.content = fresh.token;
  return true;
}

async function once(method, address, body, signal) {
  const headers = { "X-CSRF-Token": meta.content, Accept: "application/json" };
  const plain = body === undefined || body instanceof FormData;
  if (!plain) headers["Content-Type"] = "application/json";
  try {
    return await fetch(address, { method, headers, signal, body: plain ? body : JSON.stringify(body) });
  } catch {
    throw new Error("The server does not answer. Is it still running?");
  }
}
