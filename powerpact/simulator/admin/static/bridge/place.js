// Where this page stands: in which store's admin, under which name, framed or not.

const script = document.currentScript;
const query = new URLSearchParams(location.search);
const framed = window.parent !== window;
const meta = document.querySelector('meta[name="shopify-api-key"]');

if (document.querySelector("script") !== script || script.async || script.defer) {
  console.error("App Bridge: it must be the first script of the page, without async or defer.");
}

const config = {
  apiKey: meta?.content ?? script.dataset.apiKey,
  shop: query.get("shop"),
  host: query.get("host"),
  locale: query.get("locale") ?? "en",
};

// Admin's origin, from `host`. Only the place that this script came from is believed, under any
// of its names on this machine: whoever writes the address of the page chooses `host`.
function adminOrigin(host) {
  const ours = new URL(script.src);
  try {
    const place = new URL(`${ours.protocol}//${atob(host)}`);
    const names = [ours.hostname, "localhost", "127.0.0.1"];
    return names.includes(place.hostname) && place.port === ours.port ? place.origin : null;
  } catch {
    return null;
  }
}

const admin = config.host && config.shop ? adminOrigin(config.host) : null;
const reload = query.get("shopify-reload");
