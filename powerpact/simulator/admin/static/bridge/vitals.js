// `shopify.webVitals.onReport`: the figures as they come, each the whole of what is known so far.

const figures = {
  LCP: { type: "largest-contentful-paint", next: (_, entry) => entry.startTime },
  CLS: {
    type: "layout-shift",
    next: (sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value),
  },
  INP: {
    type: "event",
    durationThreshold: 16,
    next: (worst, entry) => (entry.interactionId ? Math.max(worst, entry.duration) : worst),
  },
};

function onReport(callback) {
  for (const [name, { type, durationThreshold, next }] of Object.entries(figures)) {
    let value = 0;
    const observer = new PerformanceObserver((list) => {
      value = list.getEntries().reduce(next, value);
      callback({ appId: config.apiKey, metrics: [{ name, value }] });
    });
    observer.observe({ type, durationThreshold, buffered: true });
  }
}
