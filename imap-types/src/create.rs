//! How a mailbox is created. [RFC 9051 §6.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.4)

use alloc::vec::Vec;

use crate::list::MailboxAttribute;
use crate::names::wire_enum;
use crate::raw::{Unknown, place};

wire_enum! {
    /// A parameter of CREATE: `create-param`.
    ///
    /// ```text
    /// C: a CREATE MyDrafts (USE (\\Drafts))
    ///                       ^^^^^^^^^^^^^
    /// ```
    /// [RFC 4466 §2.2](https://www.rfc-editor.org/rfc/rfc4466#section-2.2)
    pub enum CreateParam as CreateParamName {
        /// Special uses that the mailbox shall have; a server that cannot give it these refuses with `USEATTR`. Requires
        /// `CREATE-SPECIAL-USE`. [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154#section-3)
        Use(Vec<MailboxAttribute<'a>>) = "USE",
        ..
        /// A parameter that this library does not know.
        Other(Unknown<'a, CreateParam<'static>>),
    }
}

place!(CreateParam: Tagged, CreateParamName);
