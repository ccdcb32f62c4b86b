-- wrk: one figure a line at the end, as JSON; with TOKENS=<file>, each request in the name of the next member of it.
-- METHOD, BODY, ACCEPT and PAUSE (milliseconds between two requests) from the environment.

local method, body, pause = os.getenv("METHOD") or "GET", os.getenv("BODY"), tonumber(os.getenv("PAUSE"))
local requests, turn = {}, 0

if os.getenv("TOKENS") then
  -- Written once, so that the load costs little beside what it measures.
  function init()
    for token in io.lines(os.getenv("TOKENS")) do
      local headers = { ["Authorization"] = "Bearer " .. token, ["Accept"] = os.getenv("ACCEPT"), ["Content-Type"] = body and "application/json" }
      requests[#requests + 1] = wrk.format(method, nil, headers, body)
    end
  end

  function request()
    turn = turn % #requests + 1
    return requests[turn]
  end
end

if pause then
  function delay() return pause end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"rate":%f,"p50":%f,"p95":%f,"p99":%f,"errors":%d}\n', summary.requests,
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
