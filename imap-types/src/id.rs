//! Who is talking. [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)

use alloc::vec::Vec;

use crate::string::{AString, NString};

/// What a client or server says of itself, as fields and values: `id-params-list`. `None` for NIL.
///
/// ```text
/// C: a ID ("name" "sodr" "version" "19.34")
/// ```
/// The RFC wants at most 30 fields, of at most 30 octets, with values of at most 1,024; each once.
pub type IdParams<'a> = Option<Vec<(AString<'a>, NString<'a>)>>;
