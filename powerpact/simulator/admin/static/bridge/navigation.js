// The app's address and its links, which admin shows as its own.

const ADDED = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"];
const NAV = "s-app-nav, ui-nav-menu";

function reportPlace() {
  const here = new URL(location.href);
  for (const name of ADDED) here.searchParams.delete(name);
  tell("place", { address: here.href });
}

function followHistory() {
  for (const verb of ["pushState", "replaceState"]) {
    const plain = history[verb].bind(history);
    history[verb] = (...change) => {
      plain(...change);
      reportPlace();
    };
  }
  addEventListener("popstate", reportPlace);
  addEventListener("pageshow", reportPlace);
}

const navLinks = () => [...document.querySelectorAll(NAV)].flatMap((nav) => [...nav.children]);

let shownLinks = "";
function reportLinks() {
  const links = navLinks().map((link) => ({
    href: link.getAttribute("href"),
    address: new URL(link.getAttribute("href"), location.href).href,
    label: link.textContent.trim(),
    rel: link.getAttribute("rel"),
  }));
  const told = JSON.stringify(links);
  if (!links.length || told === shownLinks) return;
  shownLinks = told;
  tell("nav", { links });
}

function followLinks() {
  document.addEventListener("DOMContentLoaded", () => {
    reportLinks();
    const watch = { attributeFilter: ["href", "rel"], childList: true, subtree: true };
    new MutationObserver(reportLinks).observe(document.documentElement, watch);
  });
}

// The app may follow the link itself: it hears `shopify:navigate` on the link, and prevents it.
heard.navigate = ({ href }) => {
  const link = navLinks().find((one) => one.getAttribute("href") === href);
  const event = new Event("shopify:navigate", { bubbles: true, cancelable: true });
  if (link?.dispatchEvent(event)) location.assign(link.getAttribute("href"));
};
