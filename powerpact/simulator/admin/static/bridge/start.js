// The global `shopify`, and what App Bridge does by itself as soon as a page loads.

const TOAST_MILLISECONDS = 5000;

// A choice in admin's save bar presses the button of the app's own <ui-save-bar>.
heard.saveBar = ({ id, choice }) => {
  const which = choice === "save" ? '[variant="primary"]' : ':not([variant="primary"])';
  document.getElementById(id)?.querySelector(`button${which}`)?.click();
};

window.shopify = {
  config,
  ready: Promise.resolve(),
  environment: { embedded: framed, mobile: false, pos: false },
  idToken,
  toast: {
    show(text, { isError = false, duration = TOAST_MILLISECONDS } = {}) {
      tell("toast", { text, bad: isError, duration });
    },
  },
  loading: (on = true) => tell("loading", { on }),
  saveBar: {
    show: async (id) => tell("saveBar", { id, on: true }),
    hide: async (id) => tell("saveBar", { id, on: false }),
  },
  webVitals: { onReport },
};

// The bounce page: come back with a token, to our own origin only.
async function comeBack() {
  const back = new URL(reload, location.href);
  if (back.origin !== location.origin) return;
  back.searchParams.set("id_token", await idToken());
  location.replace(back);
}

// A page that was opened by itself, in a tab of its own, has its place in admin.
function takePlace() {
  const here = new URL(reload ?? location.href, location.href);
  for (const name of ADDED) here.searchParams.delete(name);
  const at = encodeURIComponent(here.pathname + here.search);
  location.replace(`${admin}/_admin/${encodeURIComponent(config.shop)}/open?at=${at}`);
}

if (!framed) {
  if (admin) takePlace();
} else if (!admin) {
  console.error("App Bridge: the address of this page lacks shop and host.");
} else if (reload) {
  comeBack();
} else {
  followHistory();
  followLinks();
}
