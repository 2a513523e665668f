-- For wrk: posts signed bodies as Shopify does, each under a delivery id of its own.
-- BODIES: a file of `signature TAB body` lines. RUN: how the delivery ids begin.
-- REPEAT: every so-manieth request repeats the id and body of an earlier one; 0 is never.
-- COUNT: stop after so many answers; 0 is by time. Whatever is sent beyond repeats the last one.
local lines, sent, answers = {}, -1, 0  -- wrk asks for one request to look at, and sends it nowhere
local run, every, count = os.getenv("RUN"), tonumber(os.getenv("REPEAT")), tonumber(os.getenv("COUNT"))
local head = table.concat({
  "POST /webhooks HTTP/1.1", "Host: 127.0.0.1", "User-Agent: Shopify-Captain-Hook", "Accept: */*",
  "Content-Type: application/json", "X-Shopify-Topic: orders/paid",
  "X-Shopify-Shop-Domain: bubbly.myshopify.com", "X-Shopify-API-Version: 2026-10",
  "X-Shopify-Triggered-At: 2026-11-20T09:30:00.000000000Z", "X-Shopify-Event-Id: %s",
  "X-Shopify-Webhook-Id: %s", "X-Shopify-Hmac-Sha256: %s", "Content-Length: %d", "", ""}, "\r\n")

function init()
  for line in io.lines(os.getenv("BODIES")) do
    local tab = line:find("\t", 1, true)
    lines[#lines + 1] = {line:sub(1, tab - 1), line:sub(tab + 1)}
  end
end

function request()
  sent = sent + 1
  local number = sent
  if every > 0 and sent % every == 0 then number = sent - every + 1 end
  if count > 0 and sent > count then number = count end
  local id, line = run .. "-" .. number, lines[number % #lines + 1]
  return head:format(id, id, line[1], #line[2]) .. line[2]
end

if count > 0 then
  function response()
    answers = answers + 1
    if answers >= count then wrk.thread:stop() end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'FIGURES {"answers": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "not_200": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
