-- A sign-in that leads to somebody does no more work than one that leads to nobody: what it names is not looked up once
-- more for each row, and what it leaves on the customer's activity page is written afterwards. Retention removes these
-- rows with what they name; a dangling one is a decoy.
alter table challenge
    drop constraint sign_in_parcel_id_fkey,
    drop constraint challenge_contact_id_fkey;
alter table one_time_code drop constraint one_time_code_contact_id_fkey;

alter table job drop constraint job_kind_check;
alter table job add constraint job_kind_check check (kind in (
    'issue_code', 'deliver_sms', 'deliver_email', 'deliver_push', 'fall_back', 'change_contact', 'note_wrong_code'));
