-- What becomes of messages: every hand-over to a provider, found again by the provider's reports.

create table attempt (
    id bigint generated always as identity primary key,
    notification_id bigint not null references notification on delete cascade,
    provider text not null,
    -- random; stands in the address a provider reports to, and in the Message-ID of an e-mail
    reference text not null unique,
    -- keyed hash of the text, to recognise it in the provider's own list
    text_mac bytea not null,
    state text not null check (state in ('under_way', 'accepted', 'refused', 'failed', 'unknown')),
    -- the provider's own word, the newest
    code text,
    provider_id text,
    started_at timestamptz not null,
    ended_at timestamptz,
    -- when a receipt told its end, good or bad
    settled_at timestamptz
);
create index on attempt (notification_id, id);
create index on attempt (provider, started_at);

alter table notification
    drop column provider_id,
    -- a provider got it and gave no answer, so that it may arrive twice
    add column unsure boolean not null default false,
    -- when a provider accepted it
    add column sent_at timestamptz;

alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check
    check (kind in ('code', 'sign_in', 'prove', 'verify', 'notice'));
update notification set sent_at = state_at where state in ('sent', 'delivered');

-- When the customer first saw it: nothing needs to be sent any more.
alter table pickup_code add column revealed_at timestamptz;

-- Each channel has workers of its own.
alter table job drop constraint job_kind_check;
update job set kind = 'deliver_' || n.channel from notification n where job.kind = 'deliver' and n.id = job.subject::bigint;
delete from job where kind = 'deliver';
alter table job add constraint job_kind_check
    check (kind in ('issue_code', 'deliver_sms', 'deliver_email', 'deliver_push', 'fall_back', 'change_contact'));
drop index job_due;
create index job_due on job (kind, run_at) where dead_at is null;

-- Why messages have lately not reached it; none when they do.
alter table contact add column trouble text;
