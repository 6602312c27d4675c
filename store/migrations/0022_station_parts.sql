-- What a heartbeat says beyond clock, scanner and keypad: nothing where the station does not say it.
alter table station
    -- what the operator calls stations that are built alike
    add column model text,
    -- how long the station waited for our last answer
    add column link_latency_ms integer,
    add column screen_ok boolean,
    -- the pattern that its light shows, by the name that its maker gives it
    add column light text,
    add column temperature_celsius real,
    -- the doors that do not move, and those whose sensors contradict each other
    add column stuck_doors text[] not null default '{}',
    add column unsure_doors text[] not null default '{}';

-- What the patterns of a model's light mean, by the operator's word.
create table station_light (
    model text not null,
    pattern text not null,
    fault text not null check (fault in ('offline', 'slow', 'scanner', 'keypad', 'screen', 'jammed', 'sensor')),
    primary key (model, pattern)
);
