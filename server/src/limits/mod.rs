//! What holds whom, and what holds nobody.
//!
//! | who | is held by | and never by |
//! |---|---|---|
//! | somebody with a right code, link or passkey | nothing: it is checked before anything is charged | address, network, anybody else |
//! | who guesses at one contact | its budget of codes ([`codes`], [`domain::budget`]): exact, logged, over all ways in | – |
//! | who guesses at many contacts | wrong codes from an address, then from its network ([`failures`]): a sign-in begun there admits one try from then on, a wrong one is answered with 429. Over all addresses: eight digits for everybody | – |
//! | who tries numbers and contacts | matches are not told, so there is nothing to learn; a find is refused only where thousands failed in ten minutes, match or none | – |
//! | an owner whose contact is under attack | openly, and by what was typed only, when strangers have used up their share; the page says what works: link, passkey, a browser that was let in before | one address (`PER_ADDRESS`), one network (`PER_NETWORK`) |
//! | a browser that was let in before | its own share of its contact's codes; from a held address it keeps all tries | strangers, its address |
//!
//! An address (IPv4 address, IPv6 /64) stands before its network (/24, /48). Neither is a person: behind one IPv4
//! address of a mobile operator stand thousands of phones. So only what failed is counted, much may fail before anything
//! follows, and what follows is slowness first: a share comes back by the second.
//!
//! **What a refusal tells.** Whether a find is refused depends on what was typed and from where, never on whether it
//! matched: the pair's ledger and the asker's are kept for pairs that do not match as well, by the same statements. A
//! contact's own ledger, which several parcels share, refuses strangers silently: said aloud, it would tell that
//! another parcel belongs to the same contact. The page with the digits therefore always says what to do when nothing
//! comes.
//!
//! **What is committed when.** A try is counted on its code, and committed, before it is compared; a failure is charged
//! after, in the transaction that notes it. A code and its place in the ledger are written in one transaction: rolled
//! back together, neither was sent.

pub mod codes;
pub mod failures;
