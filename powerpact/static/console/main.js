// What the console's pages do in a browser. Every page works without it, with one exception:
// without it, progress is seen by loading the page again.
import { showLocalHours, showLocalTimes } from "./times.js";
import { countTicks } from "./ticks.js";
import { followProgress } from "./progress.js";
import { awaitPictures } from "./pictures.js";

showLocalTimes(document);
showLocalHours(document);
countTicks(document);
followProgress(document);
awaitPictures(document);
