//! Stories: transcripts of client commands, clock steps and what is expected of them.

mod actor;
mod arguments;
mod bindings;
mod expected;
mod inside;
mod line;
mod names;
mod outcome;
mod package;
pub mod pages;
mod picture;
mod play;
mod report;
mod script;
mod shorthand;
mod show;
mod stage;
mod totp;
mod typed;
mod wire;
mod words;

pub use names::{command, kebab};
pub use play::{Way, play};
pub use script::Story;
pub use stage::{House, Stage};
pub use totp::code;
pub use wire::missing as wire_missing;
