// Moving through pages that Shopify admin frames. A browser sends no token when a link or a form
// loads a document, and keeps no cookie there; so each page after the first is fetched, and its
// content takes the place of the one before. App Bridge adds a fresh session token to what is
// fetched from us, and asks once more with another where that one is refused (facts 1.6).
const CARRIED = ["shop", "host"]; // App Bridge needs them in every address
const PROOFS = ["id_token", "hmac", "session", "timestamp", "said", "again"]; // used once, then gone

let enhance = () => {};
let latest = 0; // the newest request; an answer that comes after another one was asked is dropped

export function navigateWithTokens(whatPagesNeed) {
  enhance = whatPagesNeed;
  history.replaceState(null, "", cleaned(location.href));
  document.addEventListener("click", followLink);
  document.addEventListener("submit", sendForm);
  document.addEventListener("shopify:navigate", followMenu); // the menu is drawn by Shopify admin
  document.addEventListener("powerpact:reload", (event) => {
    event.preventDefault();
    show(location.href, { isStep: false });
  });
  window.addEventListener("popstate", () => show(location.href, { isStep: false }));
}

function followLink(event) {
  const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || event.defaultPrevented || !isPlain || !isOurs(link.href) || link.target) return;
  const [page, place] = link.href.split("#");
  if (place !== undefined && page === location.href.split("#")[0]) return; // a place on this page
  event.preventDefault();
  if (link.hasAttribute("download")) download(link.href);
  else show(link.href);
}

function followMenu(event) {
  event.preventDefault();
  show(new URL(event.target.getAttribute("href"), location.href).href);
}

function sendForm(event) {
  const form = event.target;
  const button = event.submitter;
  const action = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, location.href);
  if (event.defaultPrevented || !isOurs(action.href)) return;
  event.preventDefault();
  const fields = new FormData(form, button);
  if (form.method === "post") return show(action.href, { method: "POST", body: fields, form });
  const query = new URLSearchParams();
  for (const name of CARRIED) if (action.searchParams.has(name)) query.set(name, action.searchParams.get(name));
  for (const [name, value] of fields) query.append(name, value);
  action.search = query;
  return show(action.href);
}

async function show(address, { method = "GET", body, form, isStep = true } = {}) {
  if (form?.inert) return; // sent a moment ago: a second click is the same wish
  const mine = ++latest;
  if (form) form.inert = true;
  shopify.loading(true);
  try {
    const answer = await fetch(address, { method, body });
    if (mine === latest) await take(answer, isStep);
  } catch {
    if (mine === latest) shopify.toast.show("PowerPact could not be reached. Try again.", { isError: true });
  } finally {
    if (form) form.inert = false;
    shopify.loading(false);
  }
}

async function take(answer, isStep) {
  if (answer.headers.get("X-Shopify-Retry-Invalid-Session-Request")) {
    location.assign(cleaned(location.href)); // no token is good: load all anew, over the bounce page
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.getElementById("content");
  if (!content) throw new Error("not a page of the dashboard");
  await loadStyles(page);
  // What a form was answered with has no address that could be loaded again: it stays where it is.
  const address = answer.redirected || !answer.url.includes("/act/") ? cleaned(answer.url) : location.href;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  document.title = page.title;
  document.getElementById("content").replaceWith(content);
  enhance(content);
  if (isStep) window.scrollTo(0, 0);
  content.focus({ preventScroll: true }); // where a screen reader goes on reading
}

async function loadStyles(page) {
  const here = new Set([...document.querySelectorAll('link[rel="stylesheet"]')].map((sheet) => sheet.href));
  const missing = [...page.querySelectorAll('link[rel="stylesheet"]')].filter((sheet) => !here.has(sheet.href));
  const loads = missing.map((sheet) => {
    const link = document.head.appendChild(sheet.cloneNode());
    return new Promise((done) => link.addEventListener("load", done, { once: true }));
  });
  await Promise.all(loads);
}

async function download(address) {
  shopify.loading(true);
  try {
    const answer = await fetch(address);
    const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
    if (!named) return await take(answer, true); // a page that says why there is no file
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = named[1];
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    shopify.toast.show("The file could not be fetched. Try again.", { isError: true });
  } finally {
    shopify.loading(false);
  }
}

function isOurs(address) {
  const url = new URL(address, location.href);
  return url.origin === location.origin && url.pathname.startsWith("/app/");
}

function cleaned(address) {
  const url = new URL(address, location.href);
  const here = new URL(location.href).searchParams;
  for (const name of PROOFS) url.searchParams.delete(name);
  for (const name of CARRIED) {
    if (!url.searchParams.has(name) && here.has(name)) url.searchParams.set(name, here.get(name));
  }
  return url.href;
}
