//! Who is talking. [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)

use alloc::vec::Vec;

use crate::string::{AString, NString};

/// Fields and values by which a client or server identifies itself: `id-params-list`. `None` is NIL.
///
/// ```text
/// C: a ID ("name" "sodr" "version" "19.34")
/// ```
/// The RFC wants at most 30 fields, of at most 30 octets, with values of at most 1,024; each once.
pub type IdParams<'a> = Option<Vec<(AString<'a>, NString<'a>)>>;
