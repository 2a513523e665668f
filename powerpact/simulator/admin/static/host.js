// The page that frames the app: it answers App Bridge, and follows the app with its address.
"use strict";

const element = (id) => document.getElementById(id);
const told = () => document.body.dataset;
const frame = () => element("app").contentWindow;
const appRoot = () => new URL(told().appUrl);
const say = (message) => frame().postMessage(message, appRoot().origin);

// The address in admin of an address of the app, or null for one that is not the app's.
function inAdmin(address) {
  const root = appRoot();
  if (address.origin !== root.origin || !address.pathname.startsWith(root.pathname)) return null;
  const rest = address.pathname.slice(root.pathname.length);
  return told().place + (rest && `/${rest}`) + address.search + address.hash;
}

async function idToken({ id }) {
  const answer = await fetch(told().token, { method: "POST" });
  if (answer.status === 204) return;
  const words = await answer.text();
  say({ kind: "answer", id, [answer.ok ? "value" : "problem"]: words });
}

function place({ address }) {
  const here = inAdmin(new URL(address));
  if (here) history.replaceState(history.state, "", here);
  markCurrent();
}

// A plain click is the app's to follow; any other opens a tab or a window, as links do.
function follow(anchor, href) {
  anchor.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    say({ kind: "navigate", href });
  };
}

function nav({ links }) {
  const home = links.find((link) => link.rel === "home");
  if (home) follow(element("home"), home.href);
  const items = links.filter((link) => link.rel !== "home").map((link) => {
    const item = document.createElement("li");
    const anchor = item.appendChild(document.createElement("a"));
    anchor.textContent = link.label;
    anchor.href = inAdmin(new URL(link.address)) ?? link.address;
    follow(anchor, link.href);
    return item;
  });
  element("links").replaceChildren(...items);
  markCurrent();
}

// The link to the page shown: the longest whose path is where we are, or leads there.
function markCurrent() {
  const at = location.pathname;
  const links = [element("home"), ...element("links").querySelectorAll("a")];
  const leads = links.filter(({ pathname }) => at === pathname || at.startsWith(`${pathname}/`));
  leads.sort((one, other) => one.pathname.length - other.pathname.length);
  for (const link of links) link.removeAttribute("aria-current");
  leads.pop()?.setAttribute("aria-current", "page");
}

let toastEnds;
function toast({ text, bad, duration }) {
  clearTimeout(toastEnds);
  element("toast").textContent = text;
  element("toast").classList.toggle("bad", bad);
  toastEnds = setTimeout(() => element("toast").replaceChildren(), duration);
}

function loading({ on }) {
  element("loading").hidden = !on;
}

let savedBy = null;
function saveBar({ id, on }) {
  savedBy = on ? id : null;
  element("save-bar").hidden = !on;
}

function leave({ address }) {
  const to = new URL(address, appRoot());
  if (/^https?:$/.test(to.protocol)) location.assign(to);
}

const answers = { idToken, place, nav, toast, loading, saveBar, leave };

addEventListener("message", (event) => {
  if (event.source !== frame() || event.origin !== appRoot().origin) return;
  if (Object.hasOwn(answers, event.data?.kind)) answers[event.data.kind](event.data);
});

addEventListener("click", (event) => {
  const { choice } = event.target.dataset ?? {};
  if (choice && savedBy !== null) say({ kind: "saveBar", id: savedBy, choice });
});
