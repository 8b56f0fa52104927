//! ID. [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)

use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::id::IdParams;
use imap_types::response::Data;

use super::{Answer, Request, Room};

/// ID: tells the server who the client is, and asks who it is. [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)
///
/// ```text
/// C: a1 ID NIL
/// S: * ID ("name" "Cyrus")
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(Id(None))?;
/// let server = finish(&mut client, call, b"* ID (\"name\" \"Cyrus\")\r\na1 OK done\r\n")?;
/// assert_eq!(server.unwrap()[0].0, "name");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Id`](imap_types::capability::Capability::Id).
#[derive(Clone, Debug)]
pub struct Id<'a>(
    /// Fields by which the client identifies itself.
    pub IdParams<'a>,
);

impl<'a> Request<'a> for Id<'a> {
    type Answer = IdAnswer;

    fn into_parts(self) -> (CommandBody<'a>, IdAnswer) {
        (CommandBody::Id(self.0), IdAnswer::default())
    }
}

/// Keeps what the server said of itself.
#[derive(Clone, Debug, Default)]
pub struct IdAnswer(IdParams<'static>);

impl Answer for IdAnswer {
    type Output = IdParams<'static>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Id(_) => {
                if let (true, Data::Id(params)) = (room.take_data(&data), data) {
                    self.0 = params.into_static();
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> IdParams<'static> {
        self.0
    }
}
