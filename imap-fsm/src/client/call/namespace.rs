//! NAMESPACE. [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)

use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::namespace::Namespaces;
use imap_types::response::Data;

use super::{Answer, Request, Room};

/// NAMESPACE: where mailboxes may be. [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)
///
/// ```text
/// C: a1 NAMESPACE
/// S: * NAMESPACE (("" "/")) NIL NIL
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(Namespace)?;
/// let namespaces = finish(&mut client, call, b"* NAMESPACE ((\"\" \"/\")) NIL NIL\r\na1 OK done\r\n")?;
/// assert_eq!(namespaces.personal.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Namespace`](imap_types::capability::Capability::Namespace) or IMAP4rev2.
#[derive(Clone, Copy, Debug, Default)]
pub struct Namespace;

impl Request<'static> for Namespace {
    type Answer = NamespaceAnswer;

    fn into_parts(self) -> (CommandBody<'static>, NamespaceAnswer) {
        (CommandBody::Namespace, NamespaceAnswer::default())
    }
}

/// Keeps the namespaces that the server tells.
#[derive(Clone, Debug, Default)]
pub struct NamespaceAnswer(Namespaces<'static>);

impl Answer for NamespaceAnswer {
    type Output = Namespaces<'static>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Namespace(_) => {
                if let (true, Data::Namespace(namespaces)) = (room.take_data(&data), data) {
                    self.0 = (*namespaces).into_static();
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Namespaces<'static> {
        self.0
    }
}
