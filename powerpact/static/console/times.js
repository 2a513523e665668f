// Times in the viewer's own zone; the exact time in UTC shows on hover.
const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function showLocalTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    const isRelative = time.hasAttribute("title");
    time.title = `${local.format(moment)}, in UTC ${time.dateTime}`;
    if (!isRelative) time.textContent = local.format(moment);
  }
}

// The hours below a chart.
export function showLocalHours(root) {
  for (const label of root.querySelectorAll("text[data-hour]")) {
    label.textContent = String(new Date(label.dataset.hour).getHours()).padStart(2, "0");
  }
}
