// What the dashboard's pages do in a browser.
import { showLocalHours, showLocalTimes } from "../console/times.js";
import { countTicks } from "../console/ticks.js";
import { followProgress } from "../console/progress.js";
import { awaitPictures } from "../console/pictures.js";
import { navigateWithTokens } from "./navigate.js";

function enhance(root) {
  showLocalTimes(root);
  showLocalHours(root);
  countTicks(root);
  followProgress(root);
  awaitPictures(root);
}

enhance(document);
navigateWithTokens(enhance);
