// Parts of a page that change while a worker is busy: the server draws them, we fetch them anew
// until what comes asks to be followed no more.
import { showLocalTimes } from "./times.js";

const EVERY = 1000; // milliseconds

export function followProgress(root) {
  for (const part of root.querySelectorAll("[data-follow]")) follow(part);
}

async function follow(part) {
  while (part.isConnected && part.dataset.follow) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    if (document.hidden) continue;
    const answer = await fetch(part.dataset.follow).catch(() => null);
    if (!answer?.ok) continue; // the server is away for a moment; it will be back
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
    if (!fresh) return;
    part.replaceChildren(...fresh.childNodes);
    part.dataset.follow = fresh.dataset.follow ?? "";
    showLocalTimes(part);
  }
  if (!("reload" in part.dataset)) return;
  // What stands around it has changed with it. The dashboard loads itself in a way of its own.
  const asked = new Event("powerpact:reload", { bubbles: true, cancelable: true });
  if (part.dispatchEvent(asked)) location.reload();
}
