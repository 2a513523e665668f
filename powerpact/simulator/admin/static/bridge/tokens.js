// Session tokens: asked for, and put on every request to our own origin (platform facts 1.6).

const RETRY = "X-Shopify-Retry-Invalid-Session-Request";
const REAUTHORIZE = "X-Shopify-API-Request-Failure-Reauthorize-Url";

const idToken = () => ask("idToken");
const plainFetch = window.fetch.bind(window);

async function withToken(request) {
  request.headers.set("Authorization", `Bearer ${await idToken()}`);
  return plainFetch(request);
}

async function fetchWithToken(resource, options) {
  const request = new Request(resource, options);
  const own = new URL(request.url).origin === location.origin;
  if (!own || request.headers.has("Authorization")) return plainFetch(request);
  const again = request.clone();
  let answer = await withToken(request);
  if (answer.status === 401 && answer.headers.get(RETRY) === "1") answer = await withToken(again);
  const elsewhere = answer.status === 401 && answer.headers.get(REAUTHORIZE);
  if (elsewhere) leave(elsewhere);
  return answer;
}

// The top of the page goes there, and with it this frame.
function leave(address) {
  tell("leave", { address: new URL(address, location.href).href });
}

if (framed && admin) window.fetch = fetchWithToken;
