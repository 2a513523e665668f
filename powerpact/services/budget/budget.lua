-- The budget of one store: how many points Shopify is sure to have for us, who may have them next.
--
-- KEYS[1]  the store's state, kept as JSON
-- KEYS[2]  since when Redis remembers, for all stores
-- ARGV[1]  what is asked, as JSON: `rules` (rules.py), `settle` (calls that were answered) and
--          `take` (a call that is to be made); the answer to `take` is returned as JSON
--
-- What holds between two runs, and why no call that was granted is THROTTLED: `level` is at most
-- what Shopify has, less every open reservation as far as Shopify has not charged it yet. Granting
-- moves points from `level` to `open`; Shopify charges no more than was reserved, gives back what
-- was too much before it answers, and only then do we give it back. Both sides restore at the same
-- rate, and `level` and `open` together stay below the maximum, where Shopify stops restoring.

local asked = cjson.decode(ARGV[1])
local rules = asked.rules
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000

-- Whether a store that is not remembered has not been called either: not since Redis began to
-- remember, and by now what arrived shortly after that has been restored.
local function remembers()
    redis.call('SET', KEYS[2], string.format('%.6f', now), 'NX')
    return now - tonumber(redis.call('GET', KEYS[2])) >= rules.remembers_after
end

-- A store that we know nothing of: either it rests, and the smallest bucket is full; or Redis has
-- forgotten, and nothing is sure but that Shopify has no less than nothing.
local function unknown()
    local rests = remembers()
    return {
        at = now, begun = rests and now - rules.arrival_seconds or now,
        level = rests and rules.careful_maximum or 0, settled = 0, turn = 0,
        rate = rules.careful_rate, maximum = rules.careful_maximum,
        used = 1, open = {}, waiting = {}, saved = {}, wanted = {},
    }
end

local function loaded()
    local kept = redis.call('GET', KEYS[1])
    local store = kept and cjson.decode(kept) or unknown()
    store.at = tonumber(store.at)
    if store.at - now > 1 then  -- the clock was set back: what was measured by it is void
        local fresh = unknown()
        fresh.rate, fresh.maximum = store.rate, store.maximum
        fresh.begun, fresh.level = now, 0
        return fresh
    end
    return store
end

local function open_points(store)
    local sum = 0
    for _, reservation in pairs(store.open) do sum = sum + reservation.points end
    return sum
end

-- Shopify stops restoring at the maximum; and what shares have saved must be there to be had.
local function trim(store)
    store.level = math.min(store.level, store.maximum - open_points(store))
    local saved = 0
    for _, points in pairs(store.saved) do saved = saved + points end
    local there = math.max(store.level, 0)
    if saved > there then
        for share, points in pairs(store.saved) do store.saved[share] = points * there / saved end
    end
end

-- A call without an answer by now is taken as made, and a caller that stays away as gone.
local function forget_lost(store)
    for id, reservation in pairs(store.open) do
        if reservation.ends <= now then
            store.settled = store.settled + reservation.points
            store.open[id] = nil
        end
    end
    for id, place in pairs(store.waiting) do
        if place.ends <= now then store.waiting[id] = nil end
    end
    for share, wish in pairs(store.wanted) do
        if wish.ends <= now then store.wanted[share] = nil end
    end
end

local function restore(store)
    local past = math.max(0, now - store.at)
    store.at = now
    store.level = store.level + past * store.rate
    for share, part in pairs(rules.guaranteed) do
        -- A share saves for bad moments, and for the dearest call that it was refused.
        local wish = store.wanted[share]
        local most = math.max(part * store.rate * rules.saved_seconds, wish and wish.points or 0)
        local saved = (store.saved[share] or 0) + past * part * store.rate
        store.saved[share] = math.min(saved, most)
    end
    trim(store)
end

local function settle(store, answered)
    if answered.rate then  -- a store that changed its plan does so at once
        store.rate, store.maximum = answered.rate, answered.maximum
        store.answered = now  -- for people: when the store was last heard of
    end
    local mine = store.open[answered.id]
    if not mine then return trim(store) end  -- given up before, or from before Redis forgot
    store.open[answered.id] = nil
    local used = answered.used or mine.points
    store.level = store.level + mine.points - used
    store.saved[mine.share] = (store.saved[mine.share] or 0) + math.max(0, mine.docked - used)
    if answered.available then
        -- Shopify rounds down, and may have said it as early as the reservation was made.
        local at_most = answered.available + 1 + (now - mine.taken) * store.rate
        store.level = math.min(store.level, at_most)
        -- Charged since can only be what is open still, and what was settled after mine was taken.
        local since = open_points(store) + store.settled - mine.settled
        -- Calls of before we knew the store are in neither, and may have been on their way still.
        if mine.taken - store.begun >= rules.arrival_seconds then
            store.level = math.max(store.level, answered.available - since)
        end
    end
    store.settled = store.settled + used
    store.used = 0.9 * store.used + 0.1 * math.min(used / mine.points, 1)
    trim(store)
end

-- Points that calls of the same share wait for and asked for earlier.
local function ahead_of(store, wish)
    local place, sum = store.waiting[wish.id], 0
    for id, other in pairs(store.waiting) do
        local earlier = not place or other.turn < place.turn
        if id ~= wish.id and other.share == wish.share and earlier then sum = sum + other.points end
    end
    return sum
end

local function saved_by_others(store, wish)
    local sum = 0
    for share, points in pairs(store.saved) do
        if share ~= wish.share then sum = sum + points end
    end
    return sum
end

local function grant(store, wish)
    local saved = store.saved[wish.share] or 0
    local docked = math.min(saved, wish.points)
    store.saved[wish.share] = saved - docked
    store.level = store.level - wish.points
    store.waiting[wish.id] = nil
    store.open[wish.id] = {
        share = wish.share, points = wish.points, docked = docked,
        taken = now, ends = now + rules.lifetime, settled = store.settled,
    }
    return { granted = true }
end

local function refuse(store, wish, wait)
    local known = store.wanted[wish.share]
    local points = math.max(wish.points, known and known.points or 0)
    store.wanted[wish.share] = { points = points, ends = now + rules.wanted_seconds }
    local place = store.waiting[wish.id]
    store.waiting[wish.id] = nil
    if wait <= wish.patience then
        if not place then store.turn = store.turn + 1 end
        store.waiting[wish.id] = {
            share = wish.share, points = wish.points, ends = now + wait + rules.late_seconds,
            turn = place and place.turn or store.turn,
        }
    end
    return { granted = false, wait = wait }
end

local function take(store, wish)
    -- No more than the maximum can be asked for: a small store must not wait for ever.
    local needed = math.min(wish.points + saved_by_others(store, wish), store.maximum)
    local missing, ahead = needed - store.level, ahead_of(store, wish)
    if missing + ahead <= 0.000001 then return grant(store, wish) end
    -- Of what goes to those ahead, they give back what they do not use.
    return refuse(store, wish, math.max(missing + ahead * store.used, 0) / store.rate)
end

local function save(store)
    -- JSON keeps 14 digits of a number; as text this moment keeps its microseconds, or the time
    -- lost with each run would add up.
    store.at = string.format('%.6f', now)
    redis.call('SET', KEYS[1], cjson.encode(store), 'EX', rules.kept_seconds)
end

local store = loaded()
forget_lost(store)
restore(store)
for _, answered in ipairs(asked.settle or {}) do settle(store, answered) end
local outcome = asked.take and take(store, asked.take) or {}
save(store)
return cjson.encode(outcome)
