//! Who may do what, over HTTP: every operation there is, read from the code itself, called by everybody there can be.
//!
//! What stands in the table comes from `domain/src/access/what.rs` and from PRODUCT.md, section 2. Every cell finds the
//! same world, and calls with what would succeed for somebody who may: the right code, a good link, a passkey that is
//! known, a change that is open. So each row says what the caller, and nothing else, makes of it.

mod call;
mod kept;
mod listed;
mod scene;
mod who;

use sqlx::PgPool;

use self::{call::call, listed::operations, scene::Scene, who::Who};
use crate::world::Answer;

/// Each row an operation, or one of several ways to call it; the columns are those of [`Who::ALL`].
///
/// - `yes`: it is done, or seen.
/// - `out`: nobody is signed in for this.
/// - `none`: it is not there or not theirs.
/// - `new`: everything proven is within its 72 hours.
/// - `ice`: nothing changes after an undo.
/// - `proof`: it needs a fresh proof by something else.
/// - `wait`: it waits a day for that proof.
///
/// What brings a proof of its own is `yes` for everybody.
const TABLE: &str = "
    operation                none  link  ended stale self  fresh other cool  frozen

    find                     yes   yes   yes   yes   yes   yes   yes   yes   yes
    find_here                yes   yes   yes   yes   yes   yes   yes   yes   yes
    another                  yes   yes   yes   yes   yes   yes   yes   yes   yes
    prove                    yes   yes   yes   yes   yes   yes   yes   yes   yes
    enter                    yes   yes   yes   yes   yes   yes   yes   yes   yes
    enter:status             yes   yes   yes   yes   yes   yes   yes   yes   yes
    enter_by_passkey         yes   yes   yes   yes   yes   yes   yes   yes   yes
    undo                     yes   yes   yes   yes   yes   yes   yes   yes   yes
    sign_out                 out   yes   out   yes   yes   yes   yes   yes   yes

    reveal                   out   out   out   yes   yes   yes   none  new   yes
    resend                   out   out   out   yes   yes   yes   none  new   yes
    say_seen                 out   yes   out   yes   yes   yes   none  new   yes
    open_case                out   out   out   yes   yes   yes   none  new   yes
    open_case:not_mine       out   out   out   yes   yes   yes   none  yes   yes
    add_photo                out   out   out   yes   yes   yes   none  new   yes
    open_again               out   out   out   yes   yes   yes   none  new   yes
    stop_code                out   out   out   yes   yes   yes   none  new   yes
    extend_time              out   out   out   yes   yes   yes   none  new   yes
    tell_when_placed         out   out   out   yes   yes   yes   none  new   yes
    tell_when_back           out   out   out   yes   yes   yes   none  new   yes
    make_again               out   out   out   yes   yes   yes   none  new   yes
    send_mine                out   out   out   yes   yes   yes   none  new   yes
    send_elsewhere           out   out   out   proof yes   yes   none  new   ice
    take_back                out   out   out   yes   yes   yes   none  new   yes

    still_right              out   out   out   yes   yes   yes   none  new   yes
    prove_contact            out   out   out   yes   yes   yes   none  yes   yes
    prove_by_passkey         out   out   out   yes   yes   yes   none  yes   yes
    answer                   out   out   out   yes   yes   yes   none  yes   yes
    answer:verify            out   out   out   wait  yes   yes   none  new   ice
    answer_again             out   out   out   yes   yes   yes   none  yes   yes

    change_contact           out   out   out   yes   yes   yes   yes   new   ice
    change_contact:old       out   out   out   yes   yes   yes   none  new   ice
    claim_contact            out   out   out   yes   yes   yes   none  new   ice
    confirm_change           out   out   out   wait  wait  yes   none  new   ice
    withdraw_change          out   out   out   yes   yes   yes   none  new   yes
    switch_contact           out   out   out   proof proof yes   none  new   ice
    switch_contact:on        out   out   out   yes   yes   yes   none  new   yes
    code_in_messages         out   out   out   yes   yes   yes   yes   new   yes
    code_in_messages:again   out   out   out   proof yes   yes   yes   new   ice
    move_contact             out   out   out   proof yes   yes   none  new   ice
    hear_steps               out   out   out   yes   yes   yes   yes   new   yes
    push_on                  out   out   out   proof yes   yes   yes   new   ice
    push_test                out   out   out   yes   yes   yes   none  new   yes
    push_off                 out   out   out   yes   yes   yes   none  new   yes
    /api/push_renewed        out   out   out   yes   yes   yes   yes   new   yes
    /api/push_renewed:other  out   out   out   proof yes   yes   yes   new   ice
    add_passkey              out   out   out   proof yes   yes   yes   new   ice
    remove_passkey           out   out   out   proof yes   yes   none  new   yes
    sign_out_device          out   out   out   yes   yes   yes   none  new   yes
    sign_out_others          out   out   out   yes   yes   yes   yes   new   yes
    unfreeze                 out   out   out   proof yes   yes   yes   new   yes

    /                        yes   yes   yes   yes   yes   yes   yes   yes   yes
    /sign-in                 yes   yes   yes   yes   yes   yes   yes   yes   yes
    /at/{station}            yes   yes   yes   yes   yes   yes   yes   yes   yes
    /at/{station}/sign-in    yes   yes   yes   yes   yes   yes   yes   yes   yes
    /l/{token}               yes   yes   yes   yes   yes   yes   yes   yes   yes
    /u/{token}               yes   yes   yes   yes   yes   yes   yes   yes   yes
    /message                 yes   yes   yes   yes   yes   yes   yes   yes   yes
    /help                    yes   yes   yes   yes   yes   yes   yes   yes   yes
    /privacy                 yes   yes   yes   yes   yes   yes   yes   yes   yes
    /livez                   yes   yes   yes   yes   yes   yes   yes   yes   yes
    /readyz                  yes   yes   yes   yes   yes   yes   yes   yes   yes

    /parcels                 out   out   out   yes   yes   yes   yes   yes   yes
    /parcels/{id}            out   yes   out   yes   yes   yes   none  new   yes
    /parcels/{id}/help       out   yes   out   yes   yes   yes   none  new   yes
    /parcels/{id}/redirect   out   yes   out   yes   yes   yes   none  new   yes
    /parcels/{id}/case       out   out   out   yes   yes   yes   none  yes   yes
    /parcels/{id}/case/photo out   out   out   yes   yes   yes   none  none  yes
    /parcels/{id}:second     out   none  out   yes   yes   yes   none  new   yes
    /parcels/{id}/code       out   yes   out   yes   yes   yes   none  new   yes
    /parcels/{id}/events     out   yes   out   yes   yes   yes   none  none  yes
    /contacts                out   out   out   yes   yes   yes   yes   yes   yes
    /contacts/prove/{id}     out   out   out   yes   yes   yes   none  yes   yes
    /contacts/changes/{id}   out   out   out   yes   yes   yes   none  yes   yes
    /account                 out   out   out   yes   yes   yes   yes   new   yes
";

/// The rows of the table: an operation, and its cell for each of [`Who::ALL`].
fn rows() -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = TABLE.lines().map(str::split_whitespace);
    let mut rows: Vec<_> =
        lines.filter_map(|mut words| Some((words.next()?, words.collect::<Vec<_>>()))).collect();
    let (_, columns) = rows.remove(0);
    assert_eq!(columns, Who::ALL.map(Who::column), "the columns are in this order");
    for (operation, cells) in &rows {
        assert_eq!(cells.len(), Who::ALL.len(), "{operation} has a cell for everybody");
    }
    rows
}

#[test]
fn the_table_holds_every_operation_there_is_and_no_other() {
    let known: std::collections::BTreeSet<String> =
        rows().into_iter().map(|(row, _)| row.split(':').next().unwrap().to_owned()).collect();
    let there = operations();
    let missing: Vec<_> = there.difference(&known).collect();
    assert!(missing.is_empty(), "a row for each of {missing:?}");
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "there are no {gone:?} any more");
}

/// What became of a call, in a word of the table; any other answer as it is.
fn cell(row: &str, answer: &Answer) -> String {
    let location = answer.location();
    let told = location.split_once(": ").map(|(_, told)| told.to_owned());
    // Who never had a session is sent to the start, where nothing has to be said.
    let begins = row.starts_with('/') && location == "/";
    let told = if begins { Some("signed-out".to_owned()) } else { told };
    // A form that a program sends is answered with the name of the problem, a page with its status.
    let problem = match answer.status.as_u16() {
        200..=399 => told,
        401 => Some("signed-out".to_owned()),
        404 => Some("not-found".to_owned()),
        status => Some(if answer.body.len() < 30 { answer.body.clone() } else { status.to_string() }),
    };
    let waits = row.starts_with("confirm_change") || row.starts_with("answer");
    match problem.as_deref() {
        None if waits && location.starts_with("/contacts/changes/") => "wait",
        None => "yes",
        Some("signed-out") => "out",
        // Another session's challenge, another customer's change, another customer's passkey.
        Some("not-found" | "challenge-over" | "change-over" | "passkey-over" | "passkey-refused") => "none",
        Some("too-new") => "new",
        Some("frozen") => "ice",
        Some("not-proven") => "proof",
        // A browser that speaks for itself gets no words.
        Some("") if answer.status == 403 => "proof/new",
        Some("") if answer.status == 409 => "ice",
        Some(other) => return format!("`{other}` ({} {location})", answer.status),
    }
    .to_owned()
}

/// One column of the table. Nobody sees the digits, but by revealing them.
async fn column(pool: PgPool, who: Who) {
    let scene = Scene::new(pool).await;
    let place = Who::ALL.iter().position(|known| *known == who).unwrap();
    let mut wrong = Vec::new();
    for (row, cells) in rows() {
        let caller = scene.anew(who).await;
        let answer = call(&scene, row, &caller).await;
        let (found, expected) = (cell(row, &answer), cells[place]);
        if !found.split('/').any(|word| word == expected) {
            wrong.push(format!("{row}: {found}, not {expected}"));
        }
        let shown = scene.digits_on_the_page(&caller).await;
        if shown != (row == "reveal" && expected == "yes") {
            wrong.push(format!("{row}: the digits are {} the page", if shown { "on" } else { "not on" }));
        }
        if scene.shows_digits(&answer) {
            wrong.push(format!("{row}: answered with the digits"));
        }
    }
    assert!(wrong.is_empty(), "{who:?}\n{}", wrong.join("\n"));
}

/// Whatever somebody new tries to have is on the customer's activity page; what a stranger tries is not.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_too_new_for_a_code_does_not_try_unseen(pool: PgPool) {
    let scene = Scene::new(pool).await;
    for (who, seen) in [(Who::Cool, 1), (Who::Link, 1), (Who::Other, 0), (Who::None, 0), (Who::Ended, 0)] {
        let remedy = "select count(*) from activity where kind = 'remedy_refused'";
        for (row, refused) in [
            ("reveal", "select count(*) from activity where kind = 'reveal_refused'"),
            ("resend", "select count(*) from activity where kind = 'resend_refused'"),
            ("open_again", remedy),
            ("stop_code", remedy),
            ("extend_time", remedy),
            ("send_elsewhere", remedy),
        ] {
            let caller = scene.anew(who).await;
            call(&scene, row, &caller).await;
            assert_eq!(scene.world.count(refused).await, seen, "{row} by {who:?}");
        }
    }
}

/// Somebody who has proven nothing but a contact within its cool-down, before a parcel that waits.
pub struct Newcomer {
    /// Where it is.
    pub world: crate::world::World,
    /// The parcel.
    pub parcel: String,
    /// Their session.
    pub session: String,
}

/// Lets them in.
pub async fn cool(pool: PgPool) -> Newcomer {
    let scene = Scene::new(pool).await;
    let caller = scene.anew(Who::Cool).await;
    Newcomer { session: caller.cookie, parcel: scene.parcel, world: scene.world }
}

macro_rules! columns {
    ($($name:ident: $who:ident,)*) => {
        $(
            #[sqlx::test(migrator = "store::MIGRATOR")]
            async fn $name(pool: PgPool) {
                column(pool, Who::$who).await;
            }
        )*
    };
}

columns! {
    nobody_does_what_the_table_says: None,
    a_link_that_shows_how_a_parcel_stands_does_what_the_table_says: Link,
    an_ended_session_does_what_the_table_says: Ended,
    a_stale_session_does_what_the_table_says: Stale,
    who_proved_the_contact_that_is_changed_does_what_the_table_says: Own,
    who_proved_another_contact_does_what_the_table_says: Fresh,
    another_customer_does_what_the_table_says: Other,
    a_contact_within_its_cool_down_does_what_the_table_says: Cool,
    a_frozen_book_does_what_the_table_says: Frozen,
}
