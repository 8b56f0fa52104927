//! Messages that the ABNF of the RFCs derives, and ones that it does not.
//!
//! `ABNF_MESSAGES=1000000 cargo test --release -p imap-codec --test abnf` looks longer than the default does.

#[path = "abnf/generate.rs"]
mod generate;
#[path = "abnf/grammar.rs"]
mod grammar;
#[path = "abnf/hooks.rs"]
mod hooks;
#[path = "abnf/messages.rs"]
mod messages;
#[path = "abnf/mutants.rs"]
mod mutants;
#[path = "abnf/random.rs"]
mod random;
#[path = "abnf/recognize.rs"]
mod recognize;
#[path = "abnf/spaces.rs"]
mod spaces;
#[path = "abnf/valid.rs"]
mod valid;

/// What depends on more than the message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    /// Whether UTF-8 was enabled.
    pub(crate) utf8: bool,
    pub(crate) from_client: bool,
}
