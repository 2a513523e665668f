// Each frame watches itself from its beginning. LCP and INP in milliseconds.
if (window !== window.top) {
  window.vitals = { lcp: 0, cls: 0, inp: 0, largest: "" };
  const watch = (type, note, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
  watch("largest-contentful-paint", (entry) => {
    vitals.lcp = entry.startTime;
    vitals.largest = entry.element?.tagName ?? "";
  });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) vitals.cls += entry.value; });
  watch("event", (entry) => { if (entry.interactionId) vitals.inp = Math.max(vitals.inp, entry.duration); },
    { durationThreshold: 16 });
}
