// Pictures that a worker is fetching just now: looked for again a few times, then left until the
// page is loaded anew. What stands in for them meanwhile is an SVG, which no picture of a shop is.
const WAITS = [1500, 2500, 6000]; // milliseconds between one look and the next

export async function awaitPictures(root) {
  let awaited = [...root.querySelectorAll("img[data-awaited]")];
  for (const wait of WAITS) {
    if (!awaited.length) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const came = await Promise.all(awaited.map(look));
    awaited = awaited.filter((_, place) => !came[place]);
  }
}

async function look(picture) {
  const address = `${picture.src}&again`; // another address than the one that the stand-in came from
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || answer.headers.get("Content-Type").includes("svg")) return false;
  picture.src = address;
  return true;
}
