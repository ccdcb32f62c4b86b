-- wrk: requests to /api/tasks, each in the name of the next member of a file of tokens.
-- TOKENS=<file> METHOD=GET|POST wrk … -s bench/tasks.lua URL

local method = os.getenv("METHOD")
local body = method == "POST" and '{"title":"Return the wheelbarrow","description":"Otto has waited since spring"}' or nil
local requests, turn = {}, 0

-- Written once, so that the load costs little beside what it measures.
function init()
  for token in io.lines(os.getenv("TOKENS")) do
    local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = body and "application/json" }
    requests[#requests + 1] = wrk.format(method, nil, headers, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"errors":%d}\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
