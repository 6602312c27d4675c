//! Parts of pages. They are plain functions, not components: they are rendered once, on the server, and need
//! nothing of what a component brings.

pub mod address;
pub mod answer;
pub mod article;
pub mod field;
pub mod first_way;
pub mod foreign;
pub mod history;
pub mod incidents;
pub mod look;
pub mod mark;
pub mod messages;
pub mod number;
pub mod passkey;
pub mod plate;
pub mod redirect;
pub mod remedies;
pub mod reveal;
pub mod station;
pub mod steps;
pub mod ticket;
pub mod time;
pub mod waiting;
pub mod wall;
