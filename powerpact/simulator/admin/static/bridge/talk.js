// Talking with the host page. What comes from anybody else is not heard.

const waiting = new Map();
const heard = {
  answer({ id, value, problem }) {
    const asker = waiting.get(id); // none: it was the page before this one that asked
    waiting.delete(id);
    if (problem === undefined) asker?.resolve(value);
    else asker?.reject(new Error(`Shopify admin: ${problem}`));
  },
};

function tell(kind, said = {}) {
  if (framed && admin) window.parent.postMessage({ kind, ...said }, admin);
}

let asked = performance.timeOrigin; // no other page in this frame counts from here
function ask(kind) {
  if (!framed || !admin) {
    return Promise.reject(new Error("App Bridge: this page is not in Shopify admin."));
  }
  const id = ++asked;
  const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  tell(kind, { id });
  return answer;
}

addEventListener("message", (event) => {
  if (event.source !== window.parent || event.origin !== admin) return;
  if (Object.hasOwn(heard, event.data?.kind)) heard[event.data.kind](event.data);
});
