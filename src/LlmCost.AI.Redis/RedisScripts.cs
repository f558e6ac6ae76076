namespace LlmCost.AI;

/// <summary>Contains the Lua scripts of the store. The server applies each script either as a whole or not at all.</summary>
/// <remarks>
/// <para>
/// The first keys of a script are the marker that the hold is settled, the marker that increases exist, and the epoch. They are
/// followed by four keys for each claim: the counter (a hash), its leases (a sorted set of the times at which holds expire or are
/// removed), the increases of its limit (a hash), and the scopes of its window (a sorted set by the negated amount spent). The
/// fields of a counter are <c>s</c> (the amount spent), <c>r</c> (the amount reserved), <c>t</c> (the highest threshold reached,
/// with the limit and the bucket at that time) and <c>d</c> (the earliest time at which a hold can expire or be removed).
/// Counters of rolling windows also have <c>m</c> (the oldest bucket) and <c>b…</c> (the amount of a bucket). A counter also
/// has a field for each hold. The name of this field is the 16 bytes of the hold's id. Its value is
/// <c>o|grant|floor|bucket</c> while the hold is open, and <c>e|…</c> after its lease has ended.
/// </para>
/// <para>
/// A script reads everything before it writes. A server that has reached its memory limit can only reject the first write of a
/// script, so a script is never applied partially. Settlements and renewals must not be rejected, so their first write is a
/// command that only frees memory. Amounts are formatted with <c>%d</c>, which is exact up to 2^53. Lua's default conversion of
/// numbers keeps only 14 digits.
/// </para>
/// </remarks>
internal static class RedisScripts
{
    /// <summary>
    /// Reserves the amounts of all claims. The three amounts of a claim are the minimum, the maximum and the floor.
    /// </summary>
    /// <remarks>
    /// Returns a <see cref="BudgetVerdict"/>, 4 if the epoch differs from the expected epoch, 5 if the hold is already open or
    /// expired, or 6 if the hold is already settled.
    /// </remarks>
    public const string Reserve = Prelude + """
        -- The time until enough old buckets have left a rolling window, -1 if that is never.
        local function retry_after(c)
          if c.x > c.limit then return -1 end
          local need, names = c.s + c.x - c.limit, {}
          if need <= 0 then return 0 end
          for b = c.first, c.bucket do names[#names + 1] = format('b%d', b) end
          local values = call('HMGET', c.key, unpack(names))
          for i = 1, #names do
            local b = c.first + i - 1
            need = need - tonumber(values[i] or 0) - (c.changed and c.changed[b] or 0)
            if need <= 0 then return (b + c.buckets + 1) * c.length - now end
          end
          return -1
        end

        local epoch = head[3]
        if expected ~= '' and epoch ~= expected then
          return { 4, micros, epoch or '' }
        end

        local claims, known, stale, refused = {}, false, false, false
        for i = 1, count do
          local c = load(i)
          claims[i] = c
          if c.hold then known = true end
          if c.ends ~= '0' and (now < tonumber(ARGV[c.args + 3]) or now >= tonumber(c.ends)) then stale = true end
          c.free = c.limit - c.s - c.r
          c.over = c.free < c.x
          if c.over and not c.shadow then refused = true end
        end

        local verdict = 1
        if settled then verdict = 6
        elseif known then verdict = 5
        elseif stale then verdict = 3
        elseif refused then verdict = 2 end
        local reply = { verdict, micros, epoch or '' }
        for i = 1, count do
          local c = claims[i]
          local grant, retry = 0, -1
          if c.over and c.length > 0 then retry = retry_after(c) end
          if verdict == 1 then
            grant = tonumber(ARGV[c.args + 11])
            if not c.shadow then grant = math.min(grant, c.free) end
            c.r = c.r + grant
            set(c, id, hold('o', grant, ARGV[c.args + 12], c.bucket))
            due(c, id, now + lease)
            c.dirty = true
          elseif c.hold then
            local state, granted = parse(c.hold)
            grant = granted
          end
          local k = #reply
          reply[k + 1], reply[k + 2], reply[k + 3], reply[k + 4] = grant, c.s, c.r, c.limit
          reply[k + 5], reply[k + 6] = c.over and 1 or 0, retry
        end

        for i = 1, count do save(claims[i], false) end
        if verdict == 1 and not epoch then
          call('SET', KEYS[3], ARGV[4])
          reply[3] = ARGV[4]
        end
        return reply
        """;

    /// <summary>Increases the grant of an open hold. The amounts of a claim are the new grant and the extension.</summary>
    public const string Extend = Prelude + """
        local claims, refused = {}, settled
        for i = 1, count do
          local c = load(i)
          claims[i] = c
          c.grant, c.floor, c.admitted = 0, 0, 0
          if settled then c.state = 3 elseif c.hold then
            local state
            state, c.grant, c.floor, c.admitted = parse(c.hold)
            c.state = state == 'o' and 1 or 2
          else c.state = 0 end
          -- Nothing more to reserve, although an extension is wanted: the command is repeated.
          if c.state == 1 then c.more = math.max(c.x - c.grant, 0) else c.more = tonumber(ARGV[c.args + 11]) end
          c.over = (c.more > 0 or ARGV[c.args + 11] == '0') and c.more > c.limit - c.s - c.r
          if c.state ~= 1 or (c.over and not c.shadow) then refused = true end
        end

        local reply = { refused and 2 or 1, micros }
        for i = 1, count do
          local c = claims[i]
          if not refused and c.more > 0 then
            c.r = c.r + c.more
            c.grant = c.grant + c.more
            set(c, id, hold('o', c.grant, text(c.floor), c.admitted))
            c.dirty = true
          end
          local k = #reply
          reply[k + 1], reply[k + 2], reply[k + 3], reply[k + 4] = c.grant, c.s, c.r, c.limit
          reply[k + 5], reply[k + 6] = c.over and 1 or 0, c.state
        end

        for i = 1, count do save(claims[i], false) end
        return reply
        """;

    /// <summary>
    /// Replaces the reserved amounts of a hold with the actual usage. The amount of a claim is the actual amount.
    /// </summary>
    public const string Settle = Prelude + """
        -- The highest threshold that is reached for the first time, 0 if there is none. A raised limit arms all of them again.
        local function threshold(c)
          if ARGV[c.args + 9] == '' or c.s <= 0 then return 0 end
          local before, limit, bucket = 0, 0, 0
          if c.reached then
            before, limit, bucket = match(c.reached, '^(%d+)|(%d+)|(%d+)$')
            before, limit, bucket = tonumber(before), tonumber(limit), tonumber(bucket)
            if c.limit > limit or (c.length > 0 and bucket < c.first) then before = 0 end
          end
          local highest = 0
          for percent in string.gmatch(ARGV[c.args + 9], '%d+') do
            percent = tonumber(percent)
            if percent > before and c.s >= c.limit * percent / 100 then highest = percent end
          end
          if highest > 0 then set(c, 't', format('%d|%d|%d', highest, math.max(c.limit, limit), c.bucket)) end
          return highest
        end

        local claims, reply = {}, { 1, micros }
        for i = 1, count do claims[i] = load(i) end
        for i = 1, count do
          local c = claims[i]
          local state, reached = 3, 0
          if not settled then
            state = 0
            local grant, floor, bucket = 0, 0, bucket_of(c, began)
            if c.hold then
              local letter
              letter, grant, floor, bucket = parse(c.hold)
              if letter == 'o' then
                state, floor = 1, 0
                c.r = c.r - grant
              else
                state = 2
                add(c, 'gone', id)
              end
            end
            charge(c, bucket, c.x - floor)
            reached = threshold(c)
            if c.hold then add(c, 'undue', id) end
            c.dirty = true
          end
          local k = #reply
          reply[k + 1], reply[k + 2], reply[k + 3], reply[k + 4], reply[k + 5] = state, c.s, c.r, c.limit, reached
        end

        for i = 1, count do save(claims[i], not settled and id) end
        if not settled then call('SET', KEYS[1], '1', 'PX', '3600000') end
        return reply
        """;

    /// <summary>
    /// Renews the lease of a hold, and restores the hold if it is unknown. The amounts of a claim are the grant, 0 and the floor.
    /// </summary>
    public const string Renew = Prelude + """
        local claims, reply = {}, { 1, micros }
        for i = 1, count do claims[i] = load(i) end
        for i = 1, count do
          local c = claims[i]
          local state = 0
          if settled then
            state = 3
          elseif c.hold and string.sub(c.hold, 1, 1) ~= 'o' then
            state = 2
          elseif c.hold or c.x > 0 then
            state = 1
            if not c.hold then
              c.r = c.r + c.x
              set(c, id, hold('o', c.x, ARGV[c.args + 12], bucket_of(c, began)))
            end
            due(c, id, now + lease)
            c.dirty = true
          end
          reply[#reply + 1] = state
          save(c, '')
        end
        return reply
        """;

    /// <summary>Reads counters.</summary>
    public const string Read = Prelude + """
        local reply = { 1, micros }
        for i = 1, count do
          local c = load(i)
          local k = #reply
          reply[k + 1], reply[k + 2], reply[k + 3] = c.s, c.r, c.limit - tonumber(ARGV[5 + (i - 1) * 12 + 1])
          save(c, '')
        end
        return reply
        """;

    /// <summary>
    /// Adds an increase. The keys are those of the counter's increases, of all increases, and of the marker that increases exist.
    /// The arguments are the id, the amount, the start, the end, and the increase as JSON.
    /// </summary>
    public const string Increase = """
        local call = redis.call
        local time = call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local ends, ended, last = tonumber(ARGV[4]), {}, tonumber(ARGV[4])
        local known = call('HGETALL', KEYS[1])
        for i = 1, #known, 2 do
          local other = tonumber(string.match(known[i + 1], '|(%d+)$'))
          if other <= now then ended[#ended + 1] = known[i] end
          last = math.max(last, other)
        end
        call('ZADD', KEYS[2], ARGV[4], ARGV[5])
        if ends > now then call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[3] .. '|' .. ARGV[4]) end
        for i = 1, #ended do call('HDEL', KEYS[1], ended[i]) end
        call('PEXPIREAT', KEYS[1], string.format('%d', last))
        local marked = tonumber(call('GET', KEYS[3]) or 0)
        last = string.format('%d', math.max(last, marked))
        call('SET', KEYS[3], last)
        call('PEXPIREAT', KEYS[3], last)
        call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%d', now - 7776000000))
        return 1
        """;

    /// <summary>
    /// Reads the run id of the server, its eviction policy, and the epoch. The only key is the key of the epoch.
    /// </summary>
    /// <remarks>
    /// This is a script rather than a command, because in a cluster, the key routes a script to the server that has the counters.
    /// </remarks>
    public const string Identify = """
        local server, memory = redis.pcall('INFO', 'server'), redis.pcall('INFO', 'memory')
        local run, policy = '', ''
        if type(server) == 'string' then run = string.match(server, 'run_id:(%w+)') or '' end
        if type(memory) == 'string' then policy = string.match(memory, 'maxmemory_policy:([%w-]+)') or '' end
        return { run, policy, redis.call('GET', KEYS[1]) or '' }
        """;

    /// <summary>
    /// Returns the epoch on the server, or sets it to a new epoch if there is none. The only key is the key of the epoch, and the
    /// argument is the new epoch.
    /// </summary>
    public const string Adopt = """
        if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[1], ARGV[1]) end
        return redis.call('GET', KEYS[1])
        """;

    private const string Prelude = """
        local call, match, format = redis.call, string.match, string.format
        local id, lease, expected, began = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
        local count = (#KEYS - 3) / 4
        local head = call('MGET', KEYS[1], KEYS[2], KEYS[3])
        local settled, increased = head[1], head[2]
        local time = call('TIME')
        local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local now = math.floor(micros / 1000)

        local function text(number) return format('%d', number) end

        local function hold(state, grant, floor, bucket) return format('%s|%d|%s|%d', state, grant, floor, bucket) end

        local function parse(value)
          local state, grant, floor, bucket = match(value, '^(%a)|(%d+)|(%d+)|(%d+)$')
          return state, tonumber(grant), tonumber(floor), tonumber(bucket)
        end

        local function set(c, field, value)
          local k = #c.fields
          c.fields[k + 1], c.fields[k + 2] = field, value
        end

        local function add(c, list, value)
          local values = c[list]
          if values then values[#values + 1] = value else c[list] = { value } end
        end

        local function due(c, member, at)
          add(c, 'dues', text(at))
          add(c, 'dues', member)
          if not c.next or at < c.next then c.next = at end
        end

        local function bucket_of(c, at)
          if c.length == 0 then return 0 end
          return math.min(c.bucket, math.floor(at / c.length))
        end

        local function charge(c, bucket, amount)
          if c.length == 0 then
            c.s = c.s + amount
          elseif bucket >= c.first then
            c.s = c.s + amount
            c.changed = c.changed or {}
            c.changed[bucket] = (c.changed[bucket] or 0) + amount
            if not c.oldest or bucket < c.oldest then c.oldest = bucket end
          end
        end

        local function load(i)
          local k, a = 3 + (i - 1) * 4, 5 + (i - 1) * 12
          local c = {
            key = KEYS[k + 1], leases = KEYS[k + 2], top = KEYS[k + 4],
            limit = tonumber(ARGV[a + 1]), shadow = ARGV[a + 2] == '1',
            ends = ARGV[a + 4], keep = ARGV[a + 5], length = 0, bucket = 0, scope = ARGV[a + 8],
            x = tonumber(ARGV[a + 10]), args = a, fields = {}
          }
          local f = call('HMGET', c.key, 's', 'r', id, 'd', 'm', 't')
          c.next = f[4] and tonumber(f[4])
          c.new, c.unspent, c.idle = not f[1], (f[1] or '0') == '0', (f[2] or '0') == '0'
          c.s, c.r, c.hold = tonumber(f[1] or 0), tonumber(f[2] or 0), f[3]
          c.before, c.reached = c.s, f[6]
          if ARGV[a + 6] ~= '0' then
            c.length, c.buckets = tonumber(ARGV[a + 6]), tonumber(ARGV[a + 7])
            c.bucket = math.floor(now / c.length)
            c.first = c.bucket - c.buckets
            c.keep, c.slides = text((c.bucket + c.buckets + 2) * c.length + 3600000), true
            c.oldest = f[5] and tonumber(f[5])
            if c.oldest and c.oldest < c.first then
              local names, last = {}, math.min(c.first - 1, c.oldest + c.buckets)
              for b = c.oldest, last do names[#names + 1] = format('b%d', b) end
              local old = call('HMGET', c.key, unpack(names))
              for i = 1, #names do
                if old[i] then
                  c.s = c.s - tonumber(old[i])
                  add(c, 'gone', names[i])
                end
              end
              c.oldest, c.dirty = c.first, true
            end
          elseif c.keep == '-1' then
            c.keep, c.slides = text(now + lease + 7200000), true
          end
          -- At most 32 holds whose leases have ended: their floors are spent, the rest is free. A late settlement corrects that
          -- within a day.
          if c.next and c.next <= now then
            local ids = call('ZRANGEBYSCORE', c.leases, '-inf', text(now), 'LIMIT', '0', '32')
            local after = call('ZRANGE', c.leases, #ids, #ids, 'WITHSCORES')
            c.next, c.dirty = after[2] and tonumber(after[2]), true
            local held = ids[1] and call('HMGET', c.key, unpack(ids))
            for i = 1, #ids do
              local state, grant, floor, bucket
              if held[i] then state, grant, floor, bucket = parse(held[i]) end
              if state == 'o' then
                local expired = 'e' .. string.sub(held[i], 2)
                c.r = c.r - grant
                charge(c, bucket, floor)
                set(c, ids[i], expired)
                due(c, ids[i], now + 86400000)
                if ids[i] == id then c.hold = expired end
              else
                add(c, 'gone', ids[i])
                add(c, 'undue', ids[i])
                if ids[i] == id then c.hold = false end
              end
            end
          end
          if increased then
            for _, value in ipairs(call('HVALS', KEYS[k + 3])) do
              local amount, from, ends = match(value, '^(%d+)|(%d+)|(%d+)$')
              if tonumber(from) <= now and tonumber(ends) > now then c.limit = c.limit + tonumber(amount) end
            end
          end
          return c
        end

        local function save(c, free)
          if not c.dirty then return end
          -- A full server refuses a script at its first write only, and never one that frees memory.
          if free then call('HDEL', c.key, free) end
          set(c, 's', text(c.s))
          set(c, 'r', text(c.r))
          if c.next then set(c, 'd', text(c.next)) else add(c, 'gone', 'd') end
          if c.oldest then set(c, 'm', text(c.oldest)) end
          call('HSET', c.key, unpack(c.fields))
          if c.changed then
            for bucket, amount in pairs(c.changed) do call('HINCRBY', c.key, format('b%d', bucket), text(amount)) end
          end
          if c.undue then call('ZREM', c.leases, unpack(c.undue)) end
          if c.dues then call('ZADD', c.leases, unpack(c.dues)) end
          if c.gone then call('HDEL', c.key, unpack(c.gone)) end
          if c.scope ~= '' and c.s ~= c.before then
            -- Negative, so that equal ones are in the order of their names.
            call('ZADD', c.top, text(-c.s), c.scope)
            if c.keep ~= '0' and (c.slides or c.unspent) then call('PEXPIREAT', c.top, c.keep) end
          end
          if c.keep ~= '0' then
            if c.new or c.slides then call('PEXPIREAT', c.key, c.keep) end
            if c.dues and (c.idle or c.slides) then call('PEXPIREAT', c.leases, c.keep) end
          end
        end

        """;
}
