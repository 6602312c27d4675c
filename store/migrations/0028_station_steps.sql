-- What helps at stations of a model, step by step: the operator's own text, by cause and language.
create table station_steps (
    model text not null,
    -- a cause of the door's gate
    cause text not null,
    -- its tag (BCP 47)
    language text not null,
    lines text[] not null check (cardinality(lines) between 1 and 8),
    primary key (model, cause, language)
);
