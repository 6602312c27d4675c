//! The server: HTTP in, providers out, Postgres beneath.

pub mod activity_check;
pub mod api;
pub mod app_state;
pub mod carrier_pages;
pub mod ceremony;
pub mod clock;
pub mod config;
pub mod desk;
pub mod fault;
pub mod gateway;
pub mod grants;
pub mod helpdesk;
pub mod http;
pub mod incidents;
pub mod keys;
mod limits;
pub mod listen;
pub mod operations;
pub mod passkeys;
pub mod phone;
pub mod photo;
pub mod qr;
mod random;
mod shown;
mod slip;
pub mod worker;
