//! Under construction.
#![no_std]
#![forbid(unsafe_code)]

pub mod framer;

pub use framer::{BareCr, Frame, Framer, FramingError, Limits, LiteralHead, LiteralKind, LiteralMode};
