-- imsfail: calls over many capture files, in PostgreSQL 14 or later
--
-- Takes what `tshark -z imsfail,report,json` prints for each file, and joins what the borders of
-- the files cut. share/report.schema.json says what is in a line, docs/batch.md how to load them.
--
-- What it cannot join: a request that answers, in the next file, a challenge under another Call-ID,
-- since nonces are not in the lines. What it may mistake: attempts that use one Call-ID, From tag
-- and CSeq again within minutes, if both are cut.
--
-- SPDX-License-Identifier: GPL-2.0-or-later

begin;

create schema imsfail;

-- The originator's hop as far as the file shows it: the one without a parent that has the
-- attempt's request, or where no request was captured, the first one.
create function imsfail.first_hop(line jsonb) returns jsonb
    language sql immutable strict parallel safe
    return coalesce(
        jsonb_path_query_first(
            line, '$.hops[*] ? (!exists(@.parent) && @."frame.number" == $."frame.number")'),
        jsonb_path_query_first(line, '$.hops[0]'));

-- The hop whose final response decided in the file: one without a parent that has the attempt's
-- code, else any that has it, else any with a final response.
create function imsfail.final_hop(line jsonb) returns jsonb
    language sql immutable strict parallel safe
    return coalesce(
        jsonb_path_query_first(
            line, '$.hops[*] ? (!exists(@.parent) && @."imsfail.code" == $."imsfail.code")'),
        jsonb_path_query_first(line, '$.hops[*] ? (@."imsfail.code" == $."imsfail.code")'),
        jsonb_path_query_first(line, '$.hops[*] ? (exists(@.final_time))'));

-- Which of several final responses goes to the caller: 2xx, else 6xx, else the lowest class, 487
-- and 482 last (RFC 3261 16.7 step 6).
create function imsfail.rank(code int) returns int
    language sql immutable strict parallel safe
    return case
        when code between 200 and 299 then 0
        when code >= 600 then 1
        when code in (482, 487) then 6
        else code / 100 -- 3 to 5
    end;

-- The address in "address:port" and "[address]:port".
create function imsfail.address(host text) returns text
    language sql immutable strict parallel safe
    return regexp_replace(host, ':[0-9]+$', '');

-- One line of tshark: an attempt, or the part of one that a file holds. Times are seconds since the
-- epoch.
create table imsfail.lines (
    file text collate "C" not null,
    line jsonb compression lz4 not null,
    id bigint generated always as identity primary key,
    call bigint not null generated always as ((line ->> 'imsfail.call')::bigint) stored,
    call_outcome text not null generated always as (line ->> 'imsfail.call.outcome') stored,
    call_id text collate "C" not null
        generated always as (coalesce(line ->> 'sip.Call-ID', '')) stored,
    from_tag text collate "C" not null
        generated always as (coalesce(line ->> 'sip.from.tag', '')) stored,
    to_tag text collate "C" not null
        generated always as (coalesce(line ->> 'sip.to.tag', '')) stored,
    callee text collate "C" generated always as (line ->> 'sip.to.addr') stored,
    cseq bigint not null generated always as ((line ->> 'sip.CSeq.seq')::bigint) stored,
    method text collate "C" not null
        generated always as (coalesce(line ->> 'sip.CSeq.method', '')) stored,
    in_dialog boolean not null generated always as ((line ->> 'in_dialog')::boolean) stored,
    outcome text not null generated always as (line ->> 'outcome') stored,
    cancelled boolean not null generated always as ((line ->> 'cancelled')::boolean) stored,
    request_time float8 generated always as ((line ->> 'frame.time_epoch')::float8) stored,
    deadline float8 generated always as ((line ->> 'deadline')::float8) stored,
    capture_end float8 not null generated always as ((line ->> 'capture_end')::float8) stored,
    first_hop jsonb generated always as (imsfail.first_hop(line)) stored,
    has_siblings boolean not null generated always as (
        jsonb_path_exists(line, '$.hops[1 to last] ? (!exists(@.parent))')) stored,
    final_hop jsonb generated always as (imsfail.final_hop(line)) stored,
    first_transaction bigint not null
        generated always as ((line #>> '{hops,0,imsfail.transaction}')::bigint) stored,
    unique (file, first_transaction) -- a file that was loaded before is refused
);

-- Which lines are parts of one attempt; `attempt` is the id of its first one.
--
-- Parts have the same Call-ID, From tag, CSeq number and method, and begin within three minutes
-- after the earlier ones ended or should have: a final response is not repeated for longer than
-- 64*T1 (RFC 3261 17.2.1), at most 128 s (TS 24.229 table 7.7.1). A request begins another attempt
-- all the same if its file holds one of this key already, if it goes to another dialog, or if it is
-- sent again to the same place under another branch after a final response.
create materialized view imsfail.parts as
with timed as (
    select
        id, file, call, call_outcome, call_id, from_tag, to_tag, callee, cseq, method, in_dialog,
        cancelled, outcome, deadline, capture_end, has_siblings,
        request_time is not null as has_request,
        coalesce(request_time, (final_hop ->> 'final_time')::float8, capture_end) as start,
        (final_hop ->> 'final_time')::float8 as ended,
        first_hop ->> 'sip.Via.branch' as branch,
        first_hop ->> 'source' as source,
        first_hop ->> 'destination' as destination,
        first_hop ? 'provisional' as heard,
        (final_hop ->> 'imsfail.code')::int as code,
        not final_hop ? 'parent' as ends_first_hop,
        final_hop ->> 'sip.Via.branch' as final_branch,
        final_hop ->> 'source' as final_source
    from imsfail.lines
),
marked as (
    select
        *,
        start > max(greatest(start, deadline, ended) + 180) over (
            parts rows between unbounded preceding and 1 preceding)
        or has_request and (
            lag(file) over requests = file
            or lag(to_tag) over requests <> to_tag
            or max(ended) over (parts rows between unbounded preceding and 1 preceding) < start
            and lag(branch) over requests <> branch
            and lag(source) over requests = source
            and lag(destination) over requests = destination
        ) as begins,
        min(id) over same_call as file_call,
        min(start) over same_call as file_call_start,
        bool_or(has_request and not in_dialog) over same_call as shows_beginning,
        bool_or(call_outcome = 'answered') over same_call as shows_answer
    from timed
    window
        same_call as (partition by file, call),
        parts as (partition by call_id, from_tag, cseq, method order by start, id),
        requests as (
            partition by call_id, from_tag, cseq, method, has_request order by start, id
        )
),
numbered as (
    select
        *,
        count(*) filter (where begins) over (
            partition by call_id, from_tag, cseq, method order by start, id
        ) as number
    from marked
)
select
    first_value(id) over (
        partition by call_id, from_tag, cseq, method, number order by start, id
    ) as attempt,
    id, file, file_call, file_call_start, shows_beginning, shows_answer, call_id, from_tag, to_tag,
    callee, cseq, method, has_request, in_dialog, start, ended, code, outcome, cancelled, deadline,
    heard, capture_end, branch, source, destination, has_siblings, ends_first_hop, final_branch,
    final_source
from numbered
with no data;

create unique index on imsfail.parts (id);

-- From when until when an address was watched: the spans of the files that show it at an
-- originator's hop. Those less than a minute apart count as one recording.
create view imsfail.watched as
with spans as (
    select file, min(start) as since, max(capture_end) as until from imsfail.parts group by file
),
ends as (
    select distinct file, source, destination from imsfail.parts where has_request
),
shown as (
    select distinct file, imsfail.address(host) as address
    from ends cross join lateral (values (source), (destination)) as hosts (host)
),
marked as (
    select
        address, since, until,
        since > 60 + max(until) over (
            partition by address order by since, until
            rows between unbounded preceding and 1 preceding
        ) as begins
    from shown join spans using (file)
),
numbered as (
    select
        address, since, until,
        count(*) filter (where begins) over (partition by address order by since, until) as number
    from marked
)
select address, min(since) as since, max(until) as until
from numbered
group by address, number;

-- The attempts, each put together from its parts; `request` and `final` are the ids of the lines
-- that have them.
--
-- The request is that of the part which saw it first. The final response is that of the hop nearest
-- the originator, told by its branch, or by its sender if that tried another server; if none was
-- captured there, the best of all. The outcome is that of its part, but a CANCEL makes anything
-- else than a 2xx `cancelled`, as it does within one file. Without a final response the attempt is
-- `unanswered` once the recording of one of its two addresses goes on past the deadline.
create materialized view imsfail.attempts as
with requests as (
    select distinct on (attempt) *
    from imsfail.parts
    where has_request
    order by attempt, start, id
),
finals as (
    select distinct on (p.attempt) p.*
    from imsfail.parts p left join requests r using (attempt)
    where p.code is not null
    order by
        p.attempt,
        coalesce(
            p.ends_first_hop
            and (p.id = r.id or p.final_branch = r.branch or p.final_source = r.source),
            false) desc,
        imsfail.rank(p.code),
        p.start, p.id
),
sums as (
    select
        attempt,
        min(start) as start,
        bool_or(cancelled) as cancelled,
        bool_or(outcome = 'unanswered') as unanswered,
        max(deadline) filter (where heard) as deadline,
        array_agg(id order by start, id) as lines
    from imsfail.parts
    group by attempt
),
watched as materialized (select * from imsfail.watched)
select
    s.attempt, p.file_call, p.shows_answer, p.call_id, p.from_tag, r.to_tag, p.cseq, p.method,
    r.in_dialog,
    case
        when s.cancelled and f.id <> r.id and f.code >= 300 and not r.has_siblings then 'cancelled'
        when f.id is not null then f.outcome
        when s.cancelled then 'cancelled'
        when s.unanswered or exists (
            select from watched w
            where w.address in (imsfail.address(r.source), imsfail.address(r.destination))
                and w.since <= r.start and w.until > greatest(r.deadline, s.deadline)
        ) then 'unanswered'
        else 'open'
    end as outcome,
    f.code, s.start, f.ended, r.id as request, f.id as final, s.lines
from sums s
    join imsfail.parts p on p.id = s.attempt
    left join requests r on r.attempt = s.attempt
    left join finals f on f.attempt = s.attempt
with no data;

create unique index on imsfail.attempts (attempt);

-- The calls. What one file shows as a call is one; calls of two files are one if they share an
-- attempt, if one has requests in a dialog that the other began, or if one goes on, with the same
-- Call-ID, method and To URI and a higher CSeq, within 30 s after the other's last attempt got a
-- final response from 300 on. The call ends as its last attempt outside a dialog does.
create materialized view imsfail.calls as
with recursive strays as (
    -- Requests in dialogs whose beginning is not in their file, under both tags.
    select call_id, tag, start, id, file_call, file_call_start, false as begins
    from imsfail.parts cross join lateral (values (from_tag), (to_tag)) as tags (tag)
    where has_request and in_dialog and not shows_beginning
),
dialogs as (
    -- And the requests that may have begun them, under the tag that all dialogs of a call share.
    select * from strays
    union all
    select call_id, from_tag, start, id, file_call, file_call_start, true
    from imsfail.parts
    where has_request and not in_dialog and method in ('INVITE', 'SUBSCRIBE', 'REFER')
        and call_id in (select call_id from strays)
),
numbered_dialogs as (
    select
        *,
        count(*) filter (where begins) over (partition by call_id, tag order by start, id) as number
    from dialogs
),
initial as (
    -- The attempt before is the caller's own if there is one, since a B2BUA may use one Call-ID on
    -- both sides; else any, since a UE may change its From tag.
    select
        *,
        coalesce(
            lag(attempt) over (partition by call_id, method, from_tag order by start, attempt),
            lag(attempt) over (partition by call_id, method order by start, attempt)
        ) as previous
    from imsfail.attempts
    where not in_dialog
),
pairs as (
    select
        p.file_call, p.file_call_start as start,
        first.file_call as other, first.file_call_start as other_start
    from imsfail.parts p join imsfail.parts first on first.id = p.attempt
    where p.file_call <> first.file_call
    union
    select
        file_call, file_call_start,
        first_value(file_call) over dialog, first_value(file_call_start) over dialog
    from numbered_dialogs
    window dialog as (partition by call_id, tag, number order by start, id)
    union
    select next.file_call, next.file_call_start, refused.file_call, refused.file_call_start
    from initial i
        join imsfail.attempts p on p.attempt = i.previous
        join imsfail.parts next on next.id = i.request
        join imsfail.parts refused on refused.id = p.request
    where i.method <> 'OPTIONS' and i.cseq > p.cseq
        and p.code >= 300 and i.start - p.ended between 0 and 30
        and next.callee = refused.callee and next.file <> refused.file
),
links as materialized (
    -- Each goes to the earliest that it is paired with, so that no chain is walked twice.
    select distinct on (file_call) file_call, other as earlier
    from (
        select * from pairs
        union all
        select other, other_start, file_call, start from pairs
    ) as p
    where (other_start, other) < (start, file_call)
    order by file_call, other_start, other
),
walked (file_call, call) as (
    select earlier, earlier from (select earlier from links except select file_call from links) as t
    union all
    select l.file_call, w.call from walked w join links l on l.earlier = w.file_call
),
members as (
    select coalesce(w.call, file_call) as call, a.*
    from imsfail.attempts a left join walked w using (file_call)
),
lasts as (
    select distinct on (call) *
    from members
    where not in_dialog
    order by call, start desc, attempt desc
),
sums as (
    select
        call,
        bool_or(shows_answer) as shows_answer,
        array_agg(attempt order by start, attempt) as attempts
    from members
    group by call
)
select
    sums.call, first.call_id, first.method,
    coalesce(l.outcome, case when sums.shows_answer then 'answered' else 'open' end) as outcome,
    l.code as final_code,
    first.start,
    coalesce(l.outcome in ('failed', 'unanswered'), false) and first.method <> 'OPTIONS' as failed,
    sums.attempts,
    l.request, l.final
from sums
    join imsfail.attempts first on first.attempt = attempts[1]
    left join lasts l on l.call = sums.call
with no data;

create unique index on imsfail.calls (call);

-- The frames of the requests outside dialogs of these attempts and of their final responses.
create function imsfail.frames(attempts bigint[])
    returns table (file text, frame text, start float8, is_final boolean)
    language sql stable parallel safe
    begin atomic
        select l.file, l.line ->> 'frame.number', a.start, false
        from imsfail.attempts a join imsfail.lines l on l.id = a.request
        where a.attempt = any (attempts) and not a.in_dialog
        union all
        select l.file, l.final_hop ->> 'imsfail.response_in', a.start, true
        from imsfail.attempts a join imsfail.lines l on l.id = a.final
        where a.attempt = any (attempts) and not a.in_dialog;
    end;

-- What failed, first to last; `frames` are "file:frame".
create view imsfail.failed_calls as
select
    c.call_id, c.method, c.outcome, c.final_code,
    f.line ->> 'imsfail.scope' as scope,
    f.line ->> 'imsfail.retry' as retry,
    r.line ->> 'sip.from.addr' as caller,
    r.line ->> 'sip.r-uri' as target,
    f.line ->> 'imsfail.origin' as origin,
    to_timestamp(c.start) as started,
    array(select distinct file from imsfail.frames(c.attempts) order by file) as files,
    array(
        select file || ':' || frame from imsfail.frames(c.attempts) order by start, is_final
    ) as frames,
    f.line ->> 'imsfail.retry.advice' as advice
from imsfail.calls c
    join imsfail.lines r on r.id = c.request
    left join imsfail.lines f on f.id = c.final
where c.failed
order by c.start, c.call;

-- Joins what was loaded; the views above show nothing of later loads until it is called again.
create procedure imsfail.join()
    language plpgsql
    set jit = off
    set work_mem = '256MB'
    as $$
begin
    refresh materialized view imsfail.parts;
    analyze imsfail.parts;
    refresh materialized view imsfail.attempts;
    analyze imsfail.attempts;
    refresh materialized view imsfail.calls;
    analyze imsfail.calls;
end
$$;

commit;
